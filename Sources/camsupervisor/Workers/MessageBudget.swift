import Shared

/// How many messages a second, or bytes of them, a worker may send, and how many at once after a silence.
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

    /// Whether one more message, or `amount` bytes, are within the limit.
    mutating func take(_ amount: Int = 1, at now: MonotonicTime) -> Bool {
        if let refilled {
            let earned = now.since(refilled).inSeconds * Double(self.perSecond)
            self.saved = min(Double(self.burst), self.saved + earned)
        }
        self.refilled = now
        guard self.saved >= Double(amount) else { return false }
        self.saved -= Double(amount)
        return true
    }
}
