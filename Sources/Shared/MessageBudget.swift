/// How many messages a second, or bytes of them, may pass, and how many at once after a silence.
///
/// Pure. What was not used is saved, up to ``burst``: when the supervisor was held up, an honest worker's words of that
/// time come in one read, and it must not be ended for that delay.
package struct MessageBudget: Sendable {
    package private(set) var perSecond: Int
    package private(set) var burst: Int
    private var saved: Double
    private var refilled: MonotonicTime?

    package init(perSecond: Int, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
        self.saved = Double(burst)
    }

    /// From now on more may pass, and as many more at once; what was used up stays so.
    package mutating func grow(perSecond: Int, burst: Int) {
        precondition(perSecond >= self.perSecond && burst >= self.burst, "it grows")
        self.saved += Double(burst - self.burst)
        (self.perSecond, self.burst) = (perSecond, burst)
    }

    /// Whether one more message, or `amount` bytes, are within the limit.
    package mutating func take(_ amount: Int = 1, at now: MonotonicTime) -> Bool {
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
