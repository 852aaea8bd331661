import Shared
import Testing

@testable import camworker

@Suite("PullPace")
struct PullPaceTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    /// The gaps between pulls that are answered with something within a millisecond.
    private static func gaps(_ pace: inout PullPace, _ count: Int, from start: MonotonicTime) -> [Duration] {
        var began = start
        return (0..<count).map { _ in
            let next = pace.next(after: began, count: 1, at: began + .milliseconds(1))
            defer { began = next }
            return next.since(began)
        }
    }

    @Test("a burst of eight is told without delay, and what goes on costs ten pulls a second")
    func burst() {
        var pace = PullPace()
        let gaps = Self.gaps(&pace, 108, from: Self.start)
        #expect(gaps.prefix(8).allSatisfy { $0 == .milliseconds(1) }, "\(gaps.prefix(10))")
        #expect(gaps.suffix(98).allSatisfy { $0 == .milliseconds(100) }, "\(gaps.suffix(98))")
        // Whoever was calm for a second may do the same again.
        let again = Self.gaps(&pace, 8, from: Self.start + .seconds(20))
        #expect(again.allSatisfy { $0 == .milliseconds(1) }, "\(again)")
    }

    @Test("events that come slower than ten a second never wait")
    func slow() {
        var pace = PullPace()
        var began = Self.start
        for _ in 0..<100 {
            let answered = began + .milliseconds(120)
            #expect(pace.next(after: began, count: 2, at: answered) == answered)
            began = answered
        }
    }

    @Test("an answer with nothing in it is followed after a second, and one that was waited for at once")
    func idle() {
        var pace = PullPace()
        #expect(pace.next(after: Self.start, count: 0, at: Self.start) == Self.start + .seconds(1))
        #expect(pace.next(after: Self.start, count: 0, at: Self.start + .seconds(60)) == Self.start + .seconds(60))
    }
}
