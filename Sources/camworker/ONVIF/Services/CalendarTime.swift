internal import CLinux
internal import Glibc
internal import Shared

/// A time in UTC, taken apart.
struct CalendarTime: Hashable, Sendable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    init(_ time: WallTime) {
        var seconds = time_t(time.wholeSeconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        self.year = Int(parts.tm_year) + 1900
        self.month = Int(parts.tm_mon) + 1
        self.day = Int(parts.tm_mday)
        self.hour = Int(parts.tm_hour)
        self.minute = Int(parts.tm_min)
        self.second = Int(parts.tm_sec)
    }
}
