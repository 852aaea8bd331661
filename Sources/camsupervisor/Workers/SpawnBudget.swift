import Shared

/// How many workers may be started at once, and how many restarted a second, over the whole fleet.
///
/// Without it a switch that loses power turns into a storm of spawns when 100 workers die together.
struct SpawnBudget: Sendable {
    /// First starts under way at a time (design §8).
    var concurrentStarts: Int
    /// Restarts a second, also the most in one burst.
    var restartsPerSecond: Int
    private var tokens: Double
    private var refilled: MonotonicTime

    init(concurrentStarts: Int = 8, restartsPerSecond: Int = 20, now: MonotonicTime) {
        self.concurrentStarts = concurrentStarts
        self.restartsPerSecond = restartsPerSecond
        self.tokens = Double(restartsPerSecond)
        self.refilled = now
    }

    /// Takes one restart out of the budget, if there is one.
    mutating func takeRestart(at now: MonotonicTime) -> Bool {
        let earned = now.since(self.refilled).inSeconds * Double(self.restartsPerSecond)
        self.tokens = min(Double(self.restartsPerSecond), self.tokens + earned)
        self.refilled = now
        guard self.tokens >= 1 else { return false }
        self.tokens -= 1
        return true
    }
}
