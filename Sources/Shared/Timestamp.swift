internal import Glibc

/// Calendar times as text, by hand because a date formatter is the only thing that would pull in full Foundation.
package struct Timestamp: CustomStringConvertible {
    private let parts: tm
    private let nanoseconds: UInt64

    package init(_ time: WallTime) {
        var seconds = time_t(time.wholeSeconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        self.parts = parts
        self.nanoseconds = time.nanoseconds % 1_000_000_000
    }

    /// RFC 3339 in UTC, whole seconds: `2026-11-21T02:41:07Z`.
    package var description: String {
        "\(self.parts.tm_year + 1900)-\(Self.two(self.parts.tm_mon + 1))-\(Self.two(self.parts.tm_mday))"
            + "T\(self.clock)Z"
    }

    /// Of the second.
    package var milliseconds: Int { Int(self.nanoseconds / 1_000_000) }

    /// RFC 9110 §5.6.7: `Sat, 21 Nov 2026 02:41:07 GMT`.
    package var httpDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[Int(self.parts.tm_wday)]
        let month = months[Int(self.parts.tm_mon)]
        return "\(day), \(Self.two(self.parts.tm_mday)) \(month) \(self.parts.tm_year + 1900) \(self.clock) GMT"
    }

    private var clock: String {
        "\(Self.two(self.parts.tm_hour)):\(Self.two(self.parts.tm_min)):\(Self.two(self.parts.tm_sec))"
    }

    private static func two(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
