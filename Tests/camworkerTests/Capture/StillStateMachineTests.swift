import Shared
import Testing

@testable import camworker

@Suite("Still camera")
struct StillStateMachineTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let wanted = Demand(isFrameWanted: true, viewers: 0, capturedAfter: MonotonicTime(nanoseconds: 0))

    private func time(_ seconds: Double) -> MonotonicTime {
        self.start + .milliseconds(Int64((seconds * 1000).rounded()))
    }

    private func finish(
        _ machine: inout StillStateMachine,
        _ outcome: StillStateMachine.Outcome,
        _ demand: Demand,
        at seconds: Double
    ) -> StillStateMachine.Action {
        var generator = MiddleGenerator()
        machine.fetched(outcome, at: self.time(seconds), using: &generator)
        return machine.demandChanged(demand, at: self.time(seconds))
    }

    @Test("nothing is fetched until a frame is wanted, and then at once")
    func onDemand() {
        var machine = StillStateMachine(frameRate: 2)
        #expect(machine.next(at: self.start) == .rest)
        let viewers = Demand(isFrameWanted: false, viewers: 3, capturedAfter: self.start)
        #expect(machine.demandChanged(viewers, at: self.start) == .rest, "viewers that are still writing")
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
    }

    @Test("one fetch at a time, whatever is wanted meanwhile")
    func singleFlight() {
        var machine = StillStateMachine(frameRate: 2)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(machine.demandChanged(self.wanted, at: self.time(5)) == .rest)
        #expect(machine.next(at: self.time(9)) == .rest)
    }

    @Test("a frame wanted as of a moment after the fetch began is fetched again")
    func capturedAfter() {
        var machine = StillStateMachine(frameRate: 2)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        let newer = Demand(isFrameWanted: true, viewers: 0, capturedAfter: self.time(0.3))
        #expect(machine.demandChanged(newer, at: self.time(0.3)) == .rest)
        // The picture came, did not answer, and so the frame is still wanted.
        #expect(self.finish(&machine, .picture, newer, at: 0.4) == .wait(until: self.time(0.5)))
        #expect(machine.next(at: self.time(0.5)) == .fetch)
    }

    @Test("at most framerate fetches a second, counted from their starts")
    func frameRate() {
        var machine = StillStateMachine(frameRate: 2)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(self.finish(&machine, .picture, .none, at: 0.1) == .rest)
        #expect(machine.demandChanged(self.wanted, at: self.time(0.2)) == .wait(until: self.time(0.5)))
        #expect(machine.next(at: self.time(0.5)) == .fetch)
        #expect(self.finish(&machine, .picture, self.wanted, at: 3) == .fetch, "a slow one is followed at once")
    }

    @Test("after a failure the camera is left alone, whoever asks")
    func backOff() {
        var machine = StillStateMachine(frameRate: 10)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        let wait = self.finish(&machine, .failure(.unavailable), self.wanted, at: 0.1)
        #expect(wait == .wait(until: self.time(1.1)))
        let newer = Demand(isFrameWanted: true, viewers: 0, capturedAfter: self.time(0.9))
        #expect(machine.demandChanged(newer, at: self.time(0.9)) == .wait(until: self.time(1.1)))
        #expect(machine.next(at: self.time(1.1)) == .fetch)
        #expect(self.finish(&machine, .failure(.refused), newer, at: 1.2) == .wait(until: self.time(61.2)))
        #expect(machine.schedule.isRefused)
    }

    @Test("a slow camera is asked again after the back-off, not after its long interval")
    func slowCamera() {
        var machine = StillStateMachine(frameRate: 0.01)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(self.finish(&machine, .failure(.unavailable), self.wanted, at: 0.1) == .wait(until: self.time(1.1)))
        #expect(machine.next(at: self.time(1.1)) == .fetch)
        #expect(self.finish(&machine, .failure(.unavailable), self.wanted, at: 1.2) == .wait(until: self.time(3.2)))
        #expect(machine.next(at: self.time(3.2)) == .fetch)
        #expect(self.finish(&machine, .picture, self.wanted, at: 3.3) == .wait(until: self.time(103.2)), "paced again")
    }

    @Test("what was given up says nothing about the camera, and the next one keeps the pace")
    func abandoned() {
        var machine = StillStateMachine(frameRate: 0.5)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(self.finish(&machine, .abandoned, self.wanted, at: 0.5) == .wait(until: self.time(2)))
        #expect(machine.schedule.retryAt == nil)
    }

    @Test("what is being made is looked at again soon, however slow the pace, also in back-off")
    func unfinished() {
        var machine = StillStateMachine(frameRate: 0.01)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(self.finish(&machine, .unfinished, self.wanted, at: 0.1) == .wait(until: self.time(0.35)))
        #expect(machine.schedule.retryAt == nil)
        #expect(machine.next(at: self.time(0.35)) == .fetch)
        #expect(self.finish(&machine, .failure(.unavailable), self.wanted, at: 0.4) == .wait(until: self.time(1.4)))
        #expect(machine.next(at: self.time(1.4)) == .fetch)
        #expect(self.finish(&machine, .unfinished, self.wanted, at: 1.5) == .wait(until: self.time(1.75)))
        #expect(machine.next(at: self.time(1.75)) == .fetch)
        var quick = StillStateMachine(frameRate: 20)
        #expect(quick.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(self.finish(&quick, .unfinished, self.wanted, at: 0) == .wait(until: self.time(0.05)))
    }

    @Test("in back-off nobody asking means resting, and success ends it")
    func rest() {
        var machine = StillStateMachine(frameRate: 10)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(self.finish(&machine, .failure(.unavailable), .none, at: 0.1) == .rest)
        #expect(machine.demandChanged(self.wanted, at: self.time(100)) == .fetch)
        #expect(self.finish(&machine, .picture, self.wanted, at: 100.05) == .wait(until: self.time(100.1)))
        #expect(machine.schedule.retryAt == nil)
    }

    @Test("at another rate a wait that has begun is longer or shorter; a failure's pause stays")
    func retuned() {
        var machine = StillStateMachine(frameRate: 0.1)
        #expect(machine.demandChanged(self.wanted, at: self.start) == .fetch)
        #expect(machine.retuned(frameRate: 1, at: self.time(0.1)) == .rest, "one at a time")
        #expect(self.finish(&machine, .picture, self.wanted, at: 0.2) == .wait(until: self.time(1)))
        #expect(machine.retuned(frameRate: 0.5, at: self.time(0.5)) == .wait(until: self.time(2)))
        #expect(machine.retuned(frameRate: 2, at: self.time(0.6)) == .fetch)
        guard case .wait(let retry) = self.finish(&machine, .failure(.refused), self.wanted, at: 0.7) else {
            Issue.record("a camera that refuses us is not asked at once")
            return
        }
        #expect(machine.retuned(frameRate: 10, at: self.time(1)) == .wait(until: retry))
    }
}
