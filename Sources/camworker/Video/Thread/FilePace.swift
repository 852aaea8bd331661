internal import CLinux
internal import Glibc
internal import Shared

/// When a file's packets are due: as far apart as they were recorded.
struct FilePace {
    private let start: MonotonicTime
    private var first: Duration?

    /// Longest pause between the first packet and any other: a stamp beyond it is damage.
    private static let longest: Duration = .seconds(24 * 3600)

    init(start: MonotonicTime) {
        self.start = start
    }

    /// - Parameter position: By the file's own clock, which may begin anywhere.
    mutating func time(of position: Duration) -> MonotonicTime {
        let first = self.first ?? position
        self.first = first
        let offset = position - first
        guard offset > .zero, offset < Self.longest else { return self.start }
        return self.start + offset
    }

    static func sleep(_ duration: Duration) {
        let nanoseconds = duration.wholeNanoseconds
        var time = timespec(tv_sec: 0, tv_nsec: Int(min(nanoseconds, 999_999_999)))
        nanosleep(&time, nil)
    }
}
