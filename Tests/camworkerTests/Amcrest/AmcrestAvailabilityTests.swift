import Shared
import Testing

@testable import camworker

@Suite("AmcrestAvailability")
struct AmcrestAvailabilityTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private var availability = AmcrestAvailability()

    private func wait(after now: MonotonicTime) -> Duration? { self.availability.nextTry.map { $0.since(now) } }

    @Test("the sixth failure in a row makes it away; it is asked again after a minute, and one answer brings it back")
    mutating func sixth() {
        var now = Self.start
        self.availability.succeeded()
        for pause in [1, 2, 4, 8, 16] {
            self.availability.failed("no answer", at: now)
            #expect(self.availability.state == .online)
            #expect(self.wait(after: now) == .seconds(pause))
            now = now + .seconds(pause)
            #expect(self.availability.mayAsk(at: now))
        }
        self.availability.failed("no answer", at: now)
        #expect(self.availability.state == .away)
        #expect(self.availability.reason == "no answer")
        #expect(self.wait(after: now) == .seconds(60))
        #expect(!self.availability.mayAsk(at: now + .seconds(59)))
        self.availability.succeeded()
        #expect(self.availability.state == .online && self.availability.mayAsk(at: now))
        self.availability.failed("again", at: now)
        #expect(self.availability.state == .online)
    }

    @Test("a wrong password is refused at the first login, and tried once a minute at most, later more rarely")
    mutating func wrongPassword() {
        var now = Self.start
        for wait in [60, 120, 240, 480, 960, 1800, 1800] {
            self.availability.refused("wrong", isProven: false, at: now)
            #expect(self.availability.state == .refused)
            #expect(self.wait(after: now) == .seconds(wait))
            now = now + .seconds(wait)
        }
    }

    @Test("a camera that refused us and does not answer then still refuses us")
    mutating func refusedAndSilent() {
        self.availability.refused("wrong", isProven: false, at: Self.start)
        self.availability.failed("no answer", at: Self.start)
        #expect(self.availability.state == .refused)
        #expect(self.wait(after: Self.start) == .seconds(60))
    }

    @Test("one 401 after success is no wrong password, a second one is")
    mutating func lone() {
        self.availability.succeeded()
        self.availability.refused("401", isProven: false, at: Self.start)
        #expect(self.availability.state == .online && self.availability.isSuspected)
        #expect(self.wait(after: Self.start) == .seconds(60))
        self.availability.refused("401", isProven: false, at: Self.start)
        #expect(self.availability.state == .refused)
        #expect(self.wait(after: Self.start) == .seconds(60))
    }

    @Test("401 while another connection is let in is a limit and no wrong password, but not for ever")
    mutating func storm() {
        self.availability.succeeded()
        for _ in 1...6 {
            self.availability.refused("401", isProven: true, at: Self.start)
            #expect(self.availability.state == .online)
            #expect(self.wait(after: Self.start) == .seconds(60))
        }
        self.availability.refused("401", isProven: true, at: Self.start)
        self.availability.refused("401", isProven: true, at: Self.start)
        #expect(self.availability.state == .refused)
        self.availability.succeeded()
        self.availability.refused("401", isProven: true, at: Self.start)
        #expect(self.availability.state == .online)
    }
}
