import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("AttachStateMachine")
struct AttachStateMachineTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private var machine = AttachStateMachine(heartbeat: .seconds(5))
    private var generator = MiddleGenerator()

    private mutating func open() {
        _ = self.machine.allow(true, at: Self.start)
        self.machine.attached(at: Self.start)
    }

    @Test("opens when it may, and never before")
    mutating func allowed() {
        #expect(self.machine.next(at: Self.start) == .rest)
        #expect(self.machine.allow(true, at: Self.start) == .open)
        #expect(!self.machine.isAttached)
        #expect(self.machine.next(at: Self.start) == .wait(until: Self.start + .milliseconds(500)))
        #expect(self.machine.next(at: Self.start + .seconds(15)) == .giveUp)
        self.machine.attached(at: Self.start)
        #expect(self.machine.isAttached)
        #expect(self.machine.allow(false, at: Self.start) == .close)
        #expect(!self.machine.isAttached)
    }

    @Test("a camera that sends heartbeats is silent for too long after two of them")
    mutating func silence() {
        self.open()
        self.machine.received(isNews: true, isHeartbeat: true, at: Self.start)
        let end = Self.start + .seconds(10)
        #expect(self.machine.next(at: Self.start) == .wait(until: end))
        #expect(self.machine.next(at: end) == .giveUp)
    }

    @Test("an answer that may be none is waited for like events, and is no attachment")
    mutating func answered() {
        _ = self.machine.allow(true, at: Self.start)
        self.machine.answered(at: Self.start)
        #expect(!self.machine.isAttached)
        #expect(self.machine.next(at: Self.start) == .wait(until: Self.start + .seconds(60)))
        self.machine.attached(at: Self.start)
        #expect(self.machine.isAttached)
        #expect(!self.machine.hasTold)
    }

    @Test("bytes without a word are silence, of a camera that was heard to send heartbeats")
    mutating func trickle() {
        self.open()
        self.machine.received(isNews: true, isHeartbeat: true, at: Self.start)
        for second in 1...9 {
            self.machine.received(isNews: false, isHeartbeat: false, at: Self.start + .seconds(second))
        }
        #expect(self.machine.next(at: Self.start + .seconds(10)) == .giveUp)
    }

    @Test("a camera that was never heard to send one has a minute, and bytes of any kind begin it anew")
    mutating func noHeartbeats() {
        self.open()
        let later = Self.start + .seconds(50)
        self.machine.received(isNews: true, isHeartbeat: false, at: later)
        #expect(self.machine.next(at: later) == .wait(until: later + .seconds(60)))
        #expect(self.machine.next(at: later + .seconds(60)) == .giveUp)
    }

    @Test("waits 1, 2, 4 … 30 s between tries, and 1 s after a connection that told anything")
    mutating func backoff() {
        _ = self.machine.allow(true, at: Self.start)
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            let action = self.machine.ended(at: Self.start, using: &self.generator)
            guard case .wait(let until) = action else {
                Issue.record("\(action)")
                return
            }
            #expect(abs(until.since(Self.start).inSeconds - Double(wait)) < 0.01)
            #expect(self.machine.next(at: until) == .open)
        }
        self.machine.attached(at: Self.start)
        self.machine.received(isNews: true, isHeartbeat: true, at: Self.start)
        let action = self.machine.ended(at: Self.start, using: &self.generator)
        #expect(action == .wait(until: Self.start + .seconds(1)))
    }
}
