internal import Shared

/// How soon a pull that was answered is followed by the next.
///
/// Pure. Events come in bursts, and each is to be told without delay; a device that answers at once, again and again, with
/// what makes no sense is asked ten times a second for all that.
struct PullPace {
    /// Between the beginnings of pulls that are answered at once with nothing, and with something.
    static let idleFloor: Duration = .seconds(1)
    static let busyFloor: Duration = .milliseconds(100)
    /// Pulls answered with something that need not keep to ``busyFloor``; one more of them each time it has passed.
    static let burst = 8

    /// When as many would have been allowed as there were, had each kept to ``busyFloor``.
    private var due = MonotonicTime(nanoseconds: 0)

    /// When the next may begin.
    ///
    /// - Parameters:
    ///   - began: when the one that is answered now did.
    ///   - count: of messages that it brought.
    mutating func next(after began: MonotonicTime, count: Int, at now: MonotonicTime) -> MonotonicTime {
        guard count > 0 else { return max(now, began + Self.idleFloor) }
        self.due = max(self.due, began) + Self.busyFloor
        let excess = self.due.since(began) - Self.busyFloor * Self.burst
        return max(now, began + max(excess, .zero))
    }
}
