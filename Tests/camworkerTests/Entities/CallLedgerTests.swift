import Shared
import Testing

@testable import camworker

@Suite("Calls under way")
struct CallLedgerTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    @Test("each is answered once")
    func once() {
        var calls = CallLedger()
        let isBegun = calls.begin(7, timeoutMilliseconds: 10_000, at: self.start)
        #expect(isBegun)
        let isBegunAgain = calls.begin(7, timeoutMilliseconds: 10_000, at: self.start)
        #expect(!isBegunAgain)
        let isFirst = calls.finish(7)
        #expect(isFirst)
        let isSecond = calls.finish(7)
        #expect(!isSecond)
        #expect(calls.deadline == nil)
    }

    @Test(
        "one that is forgotten is overdue before nobody waits any more",
        arguments: [(10_000, 9_500), (100, 50), (0, 0)]
    )
    func overdue(timeout: Int, patience: Int) {
        var calls = CallLedger()
        _ = calls.begin(7, timeoutMilliseconds: timeout, at: self.start)
        #expect(calls.deadline == self.start + .milliseconds(patience))
        if patience > 0 {
            let early = calls.takeOverdue(at: self.start)
            #expect(early.isEmpty)
        }
        let overdue = calls.takeOverdue(at: self.start + .milliseconds(patience))
        #expect(overdue.map(\.sequence) == [7])
        #expect(overdue.map(\.patience) == [.milliseconds(patience)])
        let isFinished = calls.finish(7)
        #expect(!isFinished)
    }

    @Test("there are not more than a supervisor would begin")
    func most() {
        var calls = CallLedger()
        for number in 0..<CallLedger.most {
            let isBegun = calls.begin(UInt32(number), timeoutMilliseconds: 1_000, at: self.start)
            #expect(isBegun)
        }
        let isBegun = calls.begin(999, timeoutMilliseconds: 1_000, at: self.start)
        #expect(!isBegun)
    }
}
