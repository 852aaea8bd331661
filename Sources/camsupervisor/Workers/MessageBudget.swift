import Shared

/// How many messages a second a worker may send, and how many at once after a silence.
///
/// Pure. What was not used is saved, up to ``burst``: when we were held up, an honest worker's words of that time come
/// in one read, and it must not be ended for our delay.
struct MessageBudget: Sendable {
    let perSecond: Int
    let burst: Int
    private var saved: Double
    private var refilled: MonotonicTime?

    init(perSecond: Int, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
        self.saved = Double(burst)
    }

    /// Whether one more message is within the limit.
    mutating func take(at now: MonotonicTime) -> Bool {
        if let refilled {
            let earned = now.since(refilled).inSeconds * Double(self.perSecond)
            self.saved = min(Double(self.burst), self.saved + earned)
        }
        self.refilled = now
        guard self.saved >= 1 else { return false }
        self.saved -= 1
        return true
    }
}
