import Shared
import Testing

@testable import camworker

@Suite("Camera stream")
struct CameraStreamStateMachineTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func time(_ seconds: Double) -> MonotonicTime {
        self.start + .milliseconds(Int64((seconds * 1000).rounded()))
    }

    /// Open, with a picture at the start.
    private func open(staleAfter: Duration? = .seconds(10)) -> CameraStreamStateMachine {
        var machine = CameraStreamStateMachine(staleAfter: staleAfter)
        _ = machine.demandChanged(isNeeded: true, at: self.start)
        machine.received(at: self.start)
        machine.delivered(at: self.start)
        return machine
    }

    private func end(
        _ machine: inout CameraStreamStateMachine,
        _ failure: RetrySchedule.Failure,
        at seconds: Double
    ) -> CameraStreamStateMachine.Action {
        var generator = MiddleGenerator()
        return machine.ended(failure, at: self.time(seconds), using: &generator)
    }

    @Test("opened once when needed, however often it is asked for")
    func openedOnce() {
        var machine = CameraStreamStateMachine(staleAfter: .seconds(10))
        #expect(machine.next(at: self.start) == .rest)
        #expect(machine.demandChanged(isNeeded: true, at: self.start) == .open)
        #expect(machine.demandChanged(isNeeded: true, at: self.time(1)) == .wait(until: self.time(15)))
    }

    @Test("another `stale_after` counts at once, for a silence that has begun too")
    func retuned() {
        var machine = self.open(staleAfter: .seconds(10))
        #expect(machine.retuned(staleAfter: .seconds(60), at: self.time(9)) == .wait(until: self.time(60)))
        #expect(machine.next(at: self.time(59)) == .wait(until: self.time(60)))
        #expect(machine.retuned(staleAfter: .seconds(10), at: self.time(59)) == .giveUp(.bytes))
        var closed = CameraStreamStateMachine(staleAfter: nil)
        #expect(closed.retuned(staleAfter: .seconds(60), at: self.start) == .rest)
    }

    @Test("closed 10 s after it was last needed")
    func linger() {
        var machine = self.open()
        #expect(machine.demandChanged(isNeeded: false, at: self.time(1)) == .wait(until: self.time(10)))
        for second in 2...10 { machine.received(at: self.time(Double(second))) }
        #expect(machine.demandChanged(isNeeded: false, at: self.time(5)) == .wait(until: self.time(11)))
        #expect(machine.next(at: self.time(10.9)) == .wait(until: self.time(11)))
        #expect(machine.next(at: self.time(11)) == .close)
        #expect(!machine.isOpen)
        #expect(machine.next(at: self.time(12)) == .rest)
    }

    @Test("a viewer who comes back within 10 s finds it open")
    func comesBack() {
        var machine = self.open()
        _ = machine.demandChanged(isNeeded: false, at: self.time(1))
        machine.received(at: self.time(8))
        #expect(machine.demandChanged(isNeeded: true, at: self.time(8)) == .wait(until: self.time(18)))
        machine.received(at: self.time(12))
        machine.delivered(at: self.time(12))
        #expect(machine.next(at: self.time(12)) == .wait(until: self.time(22)))
        #expect(machine.isOpen)
    }

    @Test("given up when nothing comes: 15 s for the first byte, 10 s for the next")
    func silence() {
        var machine = CameraStreamStateMachine(staleAfter: .seconds(10))
        _ = machine.demandChanged(isNeeded: true, at: self.start)
        #expect(machine.next(at: self.time(15)) == .giveUp(.answer))
        machine = self.open()
        #expect(machine.next(at: self.time(9.9)) == .wait(until: self.time(10)))
        #expect(machine.next(at: self.time(10)) == .giveUp(.bytes))
    }

    @Test(
        "a camera whose pictures may be old may be silent for as long, and bring none for twice that",
        arguments: [
            (nil, 10.0, 20.0), (Duration.seconds(4), 10, 20), (.seconds(12), 12, 24), (.seconds(120), 120, 240),
        ]
    )
    func patience(staleAfter: Duration?, silence: Double, useless: Double) {
        var machine = self.open(staleAfter: staleAfter)
        #expect(machine.next(at: self.time(silence - 0.1)) == .wait(until: self.time(silence)))
        #expect(machine.next(at: self.time(silence)) == .giveUp(.bytes))
        machine.received(at: self.time(silence - 0.1))
        machine.received(at: self.time(useless - 0.2))
        #expect(machine.next(at: self.time(useless - 0.1)) == .wait(until: self.time(useless)))
        #expect(machine.next(at: self.time(useless)) == .giveUp(.pictures))
        // A camera that does not even answer is not waited for any longer.
        machine = CameraStreamStateMachine(staleAfter: staleAfter)
        _ = machine.demandChanged(isNeeded: true, at: self.start)
        #expect(machine.next(at: self.time(15)) == .giveUp(.answer))
        machine.answered()
        let first = max(15, silence)
        #expect(machine.next(at: self.time(first - 0.1)) == .wait(until: self.time(first)))
        #expect(machine.next(at: self.time(first)) == .giveUp(.bytes))
    }

    @Test("given up when bytes come for 20 s, but no picture")
    func useless() {
        var machine = self.open()
        for second in 1..<20 {
            machine.received(at: self.time(Double(second)))
            #expect(machine.next(at: self.time(Double(second))) != .giveUp(.pictures))
        }
        machine.received(at: self.time(19.5))
        #expect(machine.next(at: self.time(20)) == .giveUp(.pictures))
    }

    @Test("opened again after 1, 2, 4 … s, and after 1 s once pictures came")
    func reconnect() {
        var machine = self.open()
        #expect(self.end(&machine, .unavailable, at: 1) == .wait(until: self.time(2)))
        #expect(machine.next(at: self.time(2)) == .open)
        #expect(self.end(&machine, .unavailable, at: 2) == .wait(until: self.time(4)))
        #expect(machine.next(at: self.time(4)) == .open)
        machine.delivered(at: self.time(4))
        #expect(self.end(&machine, .unavailable, at: 5) == .wait(until: self.time(6)))
    }

    @Test("not opened again while nobody needs it, but at once when somebody does after the time is over")
    func notNeeded() {
        var machine = self.open()
        _ = machine.demandChanged(isNeeded: false, at: self.time(1))
        #expect(self.end(&machine, .unavailable, at: 2) == .rest)
        #expect(machine.demandChanged(isNeeded: true, at: self.time(2.5)) == .wait(until: self.time(3)))
        _ = machine.demandChanged(isNeeded: false, at: self.time(2.6))
        #expect(machine.demandChanged(isNeeded: true, at: self.time(30)) == .open)
    }

    @Test("a lone 401 after pictures waits 5 s, the next one a minute")
    func refused() {
        var machine = self.open()
        #expect(self.end(&machine, .refused, at: 1) == .wait(until: self.time(6)))
        #expect(machine.next(at: self.time(6)) == .open)
        #expect(self.end(&machine, .refused, at: 6) == .wait(until: self.time(66)))
        #expect(machine.schedule.isRefused)
    }
}
