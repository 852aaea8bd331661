internal import Shared

/// At most so many pictures a second, evenly.
///
/// Pure.
struct FramePace {
    /// Half the time between two pictures of a usual camera.
    private static let longestTolerance: Duration = .milliseconds(20)

    private var due: MonotonicTime?

    /// Whether a picture captured then is taken; the next is due an interval after this one was.
    ///
    /// - Parameter rate: Pictures a second, over 0.
    mutating func takes(_ time: MonotonicTime, rate: Double) -> Bool {
        let interval = Duration.seconds(1 / rate)
        // A picture that is a little early is not left out: 10 a second of 10 a second are all of them.
        let tolerance = min(interval / 8, Self.longestTolerance)
        if let due, time + tolerance < due, due.since(time) <= interval { return false }
        let next = (self.due ?? time) + interval
        // After a pause it does not catch up.
        self.due = next > time ? min(next, time + interval) : time + interval
        return true
    }
}
