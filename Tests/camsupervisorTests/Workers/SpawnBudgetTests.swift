import Shared
import Testing

@testable import camsupervisor

@Suite("SpawnBudget")
struct SpawnBudgetTests {
    private static let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// How many restarts are granted when asked `count` times at one moment.
    private func granted(_ count: Int, of budget: inout SpawnBudget, at now: MonotonicTime) -> Int {
        (0..<count).count { _ in budget.takeRestart(at: now) }
    }

    @Test("a fleet of 100 that dies at once gets 20 restarts now and 20 in each second after")
    func fleet() {
        var budget = SpawnBudget(now: Self.start)
        #expect(self.granted(100, of: &budget, at: Self.start) == 20)
        var now = Self.start
        for _ in 0..<4 {
            now = now + .seconds(1)
            #expect(self.granted(100, of: &budget, at: now) == 20)
        }
    }

    @Test("what a quiet hour saves is one second's worth")
    func burst() {
        var budget = SpawnBudget(restartsPerSecond: 5, now: Self.start)
        #expect(self.granted(100, of: &budget, at: Self.start + .seconds(3_600)) == 5)
    }

    @Test("asking often gains nothing: over ten seconds at most a burst and the rate")
    func pollers() {
        var budget = SpawnBudget(restartsPerSecond: 20, now: Self.start)
        let total = (0..<1_000).reduce(0) { sum, step in
            sum + self.granted(3, of: &budget, at: Self.start + .milliseconds(10 * step))
        }
        #expect((218...220).contains(total))
    }

    @Test("a clock that stands still or goes back gives nothing")
    func clock() {
        var budget = SpawnBudget(restartsPerSecond: 2, now: Self.start)
        #expect(self.granted(9, of: &budget, at: Self.start) == 2)
        #expect(self.granted(9, of: &budget, at: Self.start.advanced(by: .seconds(-3))) == 0)
    }
}
