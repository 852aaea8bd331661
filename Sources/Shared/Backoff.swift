/// How long to wait before the next attempt: `initial × 2^(n-1)`, capped, ±20 % jitter.
///
/// With the supervisor's numbers (first 0, then 1 s, cap 60 s) the attempts wait
///
/// | attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 and on |
/// |---|---|---|---|---|---|---|---|---|
/// | seconds | 0 | 1 | 2 | 4 | 8 | 16 | 32 | 60 |
///
/// each times a factor between 0.8 and 1.2 (never above the cap × 1.2).
package struct Backoff: Sendable, Hashable {
    /// Wait before the first attempt after a failure; usually zero or `initial`.
    package var first: Duration
    package var initial: Duration
    package var maximum: Duration
    /// Share of the delay that is random, 0 to 1.
    package var jitter: Double

    package init(first: Duration, initial: Duration, maximum: Duration, jitter: Double = 0.2) {
        self.first = first
        self.initial = initial
        self.maximum = maximum
        self.jitter = jitter
    }

    /// The delay before attempt number `attempt` (1 is the first after a failure).
    package func delay(attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        guard attempt > 1 else { return self.first }
        // Capped before the conversion, so that the shift cannot overflow.
        let exponent = min(attempt - 2, 32)
        let seconds = min(self.initial.inSeconds * Double(1 << exponent), self.maximum.inSeconds)
        let factor = self.jitter > 0 ? Double.random(in: (1 - self.jitter)...(1 + self.jitter), using: &generator) : 1
        return .seconds(seconds * factor)
    }
}
