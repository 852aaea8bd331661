import Shared
import Testing

@testable import camworker

@Suite("Demo camera")
struct DemoStateMachineTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    private func time(_ seconds: Double) -> MonotonicTime { self.start + .seconds(seconds) }

    @Test("nothing is rendered until a picture is wanted, and then at once")
    func onDemand() {
        var machine = DemoStateMachine(frameRate: 10, start: self.start)
        #expect(machine.next(at: self.time(1)) == .rest)
        #expect(machine.demandChanged(isFrameWanted: true, at: self.time(2.05)) == .render(counter: 20))
    }

    @Test("one picture a tick, one at a time, and the counter follows the clock")
    func pacing() {
        var machine = DemoStateMachine(frameRate: 10, start: self.start)
        #expect(machine.demandChanged(isFrameWanted: true, at: self.start) == .render(counter: 0))
        #expect(machine.next(at: self.time(0.5)) == .rest, "one at a time")
        machine.finished()
        #expect(machine.next(at: self.time(0.01)) == .wait(until: self.time(0.1) + .microseconds(1)))
        #expect(machine.next(at: self.time(0.1) + .microseconds(1)) == .render(counter: 1))
        machine.finished()
        #expect(machine.demandChanged(isFrameWanted: false, at: self.time(0.2)) == .rest)
        #expect(machine.demandChanged(isFrameWanted: true, at: self.time(60.01)) == .render(counter: 600))
    }

    @Test("a slow rate waits for its next tick")
    func slow() {
        var machine = DemoStateMachine(frameRate: 0.5, start: self.start)
        #expect(machine.demandChanged(isFrameWanted: true, at: self.time(1)) == .render(counter: 0))
        machine.finished()
        #expect(machine.next(at: self.time(1)) == .wait(until: self.time(2) + .microseconds(1)))
    }

    @Test("at another rate the counter goes on from where it is, and a wait that has begun is cut short")
    func retuned() {
        var machine = DemoStateMachine(frameRate: 0.1, start: self.start)
        #expect(machine.demandChanged(isFrameWanted: true, at: self.time(30)) == .render(counter: 3))
        #expect(machine.retuned(frameRate: 10, at: self.time(31)) == .rest, "one at a time")
        machine.finished()
        #expect(machine.next(at: self.time(31)) == .wait(until: self.time(31.1) + .microseconds(1)))
        #expect(machine.next(at: self.time(31.1) + .microseconds(1)) == .render(counter: 4))
        machine.finished()
        #expect(machine.next(at: self.time(32)) == .render(counter: 13))
        machine.finished()
        #expect(machine.demandChanged(isFrameWanted: false, at: self.time(32)) == .rest)
        #expect(machine.retuned(frameRate: 1, at: self.time(40)) == .rest)
        #expect(machine.retuned(frameRate: 1, at: self.time(41)) == .rest)
        #expect(machine.demandChanged(isFrameWanted: true, at: self.time(42)) == .render(counter: 95))
    }
}
