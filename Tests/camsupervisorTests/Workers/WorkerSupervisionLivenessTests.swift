import Shared
import Testing

@testable import camsupervisor

@Suite("WorkerSupervision: hello, ready, ping, stop and their limits")
struct WorkerSupervisionLivenessTests {
    @Test("no hello within 5 s: killed, and started again")
    func noHello() {
        let harness = SupervisionHarness(in: .spawned)
        harness.pass(.milliseconds(4_999))
        #expect(harness.tick().isEmpty)
        harness.pass(.milliseconds(1))
        #expect(harness.tick() == [.kill(generation: 1)])
        #expect(harness.exit(.signalled(9)) == [.exited(reason: .noHello, willRestartIn: .zero)])
        #expect(harness.tick() == [.spawn(generation: 2)])
    }

    @Test("hello and no ready within 10 s: killed, and started again")
    func noReady() {
        let harness = SupervisionHarness(in: .spawned)
        harness.pass(.seconds(4))
        harness.greet()
        harness.pass(.milliseconds(9_999))
        #expect(harness.tick().isEmpty)
        harness.pass(.milliseconds(1))
        #expect(harness.tick() == [.kill(generation: 1)])
        #expect(harness.exit(.signalled(9)) == [.exited(reason: .notReady, willRestartIn: .zero)])
    }

    @Test("a second hello does not gain time")
    func secondHello() {
        let harness = SupervisionHarness(in: .greeted)
        let deadline = harness.machine.deadline
        harness.pass(.seconds(3))
        harness.greet()
        #expect(harness.machine.deadline == deadline)
    }

    @Test("a second ready does not gain time")
    func secondReady() {
        let harness = SupervisionHarness(in: .running)
        let deadline = harness.machine.deadline
        harness.pass(.seconds(2))
        harness.ready()
        #expect(harness.machine.deadline == deadline)
    }

    @Test("a ping every 3 s, numbered, to the worker that runs")
    func pings() {
        let harness = SupervisionHarness(in: .running)
        for number in 1...4 as ClosedRange<UInt32> {
            harness.pass(.milliseconds(2_999))
            #expect(harness.tick().isEmpty)
            harness.pass(.milliseconds(1))
            #expect(harness.tick() == [.sendPing(generation: 1, sequence: number)])
            harness.pong()
        }
    }

    @Test("a worker that answers lives for ever")
    func answers() {
        let harness = SupervisionHarness(in: .running)
        #expect(harness.live(for: .seconds(3_600)).isEmpty)
        #expect(harness.machine.state.word == "running")
    }

    @Test("no ping of 9 s answered: killed as hung")
    func hung() {
        let harness = SupervisionHarness(in: .running)
        #expect(harness.tickAtDeadline() == [.sendPing(generation: 1, sequence: 1)])
        #expect(harness.tickAtDeadline() == [.sendPing(generation: 1, sequence: 2)])
        #expect(harness.tickAtDeadline() == [.kill(generation: 1)])
        #expect(harness.now == MonotonicTime(nanoseconds: 1_009_000_000_000))
        #expect(harness.exit(.signalled(9)) == [.exited(reason: .hung, willRestartIn: .zero)])
    }

    /// Its answers come a moment after the pings, so 9 s after the last of them no ping is due.
    @Test("killed 9 s after its last answer and not with the next ping", arguments: [1, 40, 900, 2_999])
    func hungBetweenPings(_ delay: Int64) {
        let harness = SupervisionHarness(in: .running)
        _ = harness.tickAtDeadline()
        harness.pass(.milliseconds(delay))
        harness.pong()
        let answered = harness.now
        var actions: [WorkerSupervision.Action] = []
        while actions != [.kill(generation: 1)], harness.machine.deadline != nil { actions = harness.tickAtDeadline() }
        #expect(harness.now.since(answered) == .seconds(9))
    }

    @Test("one answer in 9 s is enough")
    func lateAnswer() {
        let harness = SupervisionHarness(in: .running)
        _ = harness.tickAtDeadline()
        _ = harness.tickAtDeadline()
        harness.pass(.milliseconds(2_999))
        harness.pong()
        #expect(harness.tickAtDeadline() == [.sendPing(generation: 1, sequence: 3)])
    }

    @Test(
        "after the host slept nobody is killed, and everybody has the whole time to answer",
        arguments: [8, 60, 86_400]
    )
    func stallGuard(_ sleep: Int64) {
        let harness = SupervisionHarness(in: .running)
        harness.pass(.seconds(sleep))
        #expect(harness.tick() == [.sendPing(generation: 1, sequence: 1)])
        _ = harness.tickAtDeadline()
        #expect(harness.tickAtDeadline() == [.sendPing(generation: 1, sequence: 3)])
        #expect(harness.tickAtDeadline() == [.kill(generation: 1)])
    }

    @Test(
        "after the host slept a worker that was starting has its time again",
        arguments: [Situation.spawned, .greeted]
    )
    func stallGuardWhileStarting(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        harness.pass(.seconds(3_600))
        #expect(harness.tick().isEmpty)
        #expect(harness.machine.state == .starting(since: harness.now, greeted: situation == .greeted))
        #expect(harness.tickAtDeadline() == [.kill(generation: 1)])
    }

    @Test("a tick that is a little late kills as usual")
    func littleLate() {
        let harness = SupervisionHarness(in: .spawned)
        harness.pass(.milliseconds(9_999))
        #expect(harness.tick() == [.kill(generation: 1)])
    }

    @Test("stop: asked, SIGTERM after 1 s, SIGKILL 4 s later, then only the reaping counts")
    func ladder() {
        let harness = SupervisionHarness(in: .running)
        #expect(harness.stop() == [.sendStop(generation: 1)])
        harness.pass(.milliseconds(999))
        #expect(harness.tick().isEmpty)
        harness.pass(.milliseconds(1))
        #expect(harness.tick() == [.terminate(generation: 1)])
        harness.pass(.milliseconds(3_999))
        #expect(harness.tick().isEmpty)
        harness.pass(.milliseconds(1))
        #expect(harness.tick() == [.kill(generation: 1)])
        #expect(harness.machine.deadline == nil)
        harness.pass(.seconds(3_600))
        #expect(harness.tick().isEmpty)
        #expect(harness.exit(.signalled(9)) == [.exited(reason: .asked, willRestartIn: nil)])
    }

    @Test("the ladder of a restart is the same, and a new worker stands at its end")
    func restartLadder() {
        let harness = SupervisionHarness(in: .running)
        #expect(harness.restart() == [.sendStop(generation: 1)])
        #expect(harness.tickAtDeadline() == [.terminate(generation: 1)])
        #expect(harness.tickAtDeadline() == [.kill(generation: 1)])
        #expect(
            harness.exit(.signalled(9)) == [.exited(reason: .command, willRestartIn: .zero), .spawn(generation: 2)]
        )
    }

    @Test(
        "who connects and sends no wanted frame is killed as stale, but only when it runs",
        arguments: Situation.allCases
    )
    func stale(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        let actions = harness.goStale()
        #expect(actions == (situation == .running ? [.kill(generation: 1)] : []))
        if situation == .running {
            #expect(harness.exit(.signalled(9)) == [.exited(reason: .stale, willRestartIn: .zero)])
        }
    }

    @Test("a violation kills a process in every state that has one, once", arguments: Situation.allCases)
    func violation(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        let kills = [.spawned, .greeted, .running, .askedToStop, .terminating].contains(situation)
        #expect(harness.violate() == (kills ? [.kill(generation: 1)] : []))
        #expect(harness.violate().isEmpty)
        if kills { #expect(harness.machine.deadline == nil) }
    }
}
