import Shared
import TestSupport
import Testing

@Suite("Backoff")
struct BackoffTests {
    private let steady = Backoff(first: .zero, initial: .seconds(1), maximum: .seconds(60), jitter: 0)

    @Test("the delays are 0, 1, 2, 4 … 60 s")
    func series() {
        var generator = SeededGenerator(seed: 1)
        let delays = (1...10).map { self.steady.delay(attempt: $0, using: &generator).inSeconds }
        #expect(delays == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test("no attempt number overflows", arguments: [Int.min, -1, 0, 33, 34, 64, 65, 1000, Int.max])
    func anyAttempt(_ attempt: Int) {
        var generator = SeededGenerator(seed: 1)
        let delay = self.steady.delay(attempt: attempt, using: &generator)
        #expect(delay == (attempt > 1 ? .seconds(60) : .zero))
    }

    @Test("jitter stays within ±20 % and uses all of it")
    func jitter() {
        let backoff = Backoff(first: .zero, initial: .seconds(1), maximum: .seconds(60))
        var generator = SeededGenerator(seed: 42)
        for (attempt, base) in [(2, 1.0), (5, 8.0), (20, 60.0)] {
            let delays = (0..<2000).map { _ in backoff.delay(attempt: attempt, using: &generator).inSeconds / base }
            #expect(delays.allSatisfy { 0.799_999 <= $0 && $0 <= 1.200_001 })
            #expect((delays.min() ?? 1) < 0.82 && (delays.max() ?? 1) > 1.18)
        }
    }

    @Test("the same seed gives the same delays")
    func seeded() {
        let backoff = Backoff(first: .milliseconds(500), initial: .seconds(1), maximum: .seconds(60))
        func delays(_ seed: UInt64) -> [Duration] {
            var generator = SeededGenerator(seed: seed)
            return (1...9).map { backoff.delay(attempt: $0, using: &generator) }
        }
        #expect(delays(5) == delays(5))
        #expect(delays(5) != delays(6))
        #expect(delays(5).first == .milliseconds(500))
    }
}
