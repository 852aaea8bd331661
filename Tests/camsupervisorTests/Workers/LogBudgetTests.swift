import Shared
import Testing

@testable import camsupervisor

@Suite("LogBudget")
struct LogBudgetTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test("so many lines pass in a window, and the next window begins with the count of what did not")
    func window() {
        var budget = LogBudget(lines: 3, per: .seconds(60))
        let first = (0..<10).map { _ in budget.take(at: Self.start) }
        #expect(first.map(\.passes) == [true, true, true] + Array(repeating: false, count: 7))
        #expect(first.allSatisfy { $0.suppressedBefore == 0 })
        #expect(!budget.take(at: Self.start + .seconds(59)).passes)
        #expect(budget.take(at: Self.start + .seconds(60)) == .init(passes: true, suppressedBefore: 8))
        #expect(budget.take(at: Self.start + .seconds(61)) == .init(passes: true, suppressedBefore: 0))
    }

    @Test("what was kept back is accounted for once")
    func settle() {
        var budget = LogBudget(lines: 1, per: .seconds(1))
        for _ in 0..<5 { _ = budget.take(at: Self.start) }
        #expect(budget.settle() == 4)
        #expect(budget.settle() == 0)
        #expect(budget.take(at: Self.start + .seconds(1)) == .init(passes: true, suppressedBefore: 0))
    }
}
