internal import CLinux
internal import Glibc
internal import Shared

/// When the packets of a file, or of a playlist's segment, are due: as far apart as they were recorded.
struct FilePace {
    /// Longest pause, and longest delay: beyond it the clock has jumped, or the network stood still.
    ///
    /// Shorter than any silence after which a stream is given up.
    static let longest: Duration = .seconds(5)

    private var anchor: (position: Duration, time: MonotonicTime)?

    /// - Parameter position: By the file's own clock, which may begin anywhere.
    mutating func time(of position: Duration, at now: MonotonicTime) -> MonotonicTime {
        if let anchor, let due = Self.due(position - anchor.position, after: anchor.time, at: now) { return due }
        self.anchor = (position, now)
        return now
    }

    private static func due(_ offset: Duration, after time: MonotonicTime, at now: MonotonicTime) -> MonotonicTime? {
        // Backwards only as far as pictures are exchanged.
        guard offset > .zero - self.longest else { return nil }
        let due = time.advanced(by: offset)
        let isNear = due > now ? due.since(now) <= self.longest : now.since(due) <= self.longest
        return isNear ? due : nil
    }

    static func sleep(_ duration: Duration) {
        let nanoseconds = duration.wholeNanoseconds
        var time = timespec(tv_sec: 0, tv_nsec: Int(min(nanoseconds, 999_999_999)))
        nanosleep(&time, nil)
    }
}
