import Shared
import Testing

@testable import camsupervisor

@Suite("WorkerSupervision: what an exit means")
struct WorkerSupervisionExitTests {
    static let crashes: [WorkerStatus] = [
        .exited(0), .exited(1), .exited(70), .exited(76), .exited(255), .signalled(6), .signalled(9), .signalled(11),
        .signalled(31),
    ]

    @Test(
        "an exit that nobody asked for is a crash, and the first is followed by a start at once",
        arguments: [Situation.spawned, .greeted, .running],
        crashes
    )
    func crash(_ situation: Situation, _ status: WorkerStatus) {
        let harness = SupervisionHarness(in: situation)
        #expect(harness.exit(status) == [.exited(reason: .crashed(status), willRestartIn: .zero)])
        #expect(harness.machine.state == .waiting(until: harness.now))
        #expect(harness.tick() == [.spawn(generation: 2)])
    }

    @Test("78 rests as misconfigured", arguments: [Situation.spawned, .greeted, .running])
    func misconfigured(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        #expect(harness.exit(.exited(78)) == [.exited(reason: .configuration, willRestartIn: nil)])
        #expect(harness.machine.state == .misconfigured)
        harness.pass(.seconds(86_400))
        #expect(harness.tick().isEmpty)
        #expect(harness.start() == [.spawn(generation: 2)])
    }

    @Test("75 is replaced at once and is no death", arguments: [Situation.spawned, .greeted, .running])
    func replaceMe(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        #expect(
            harness.exit(.exited(75)) == [.exited(reason: .replaceMe, willRestartIn: .zero), .spawn(generation: 2)]
        )
        #expect(harness.machine.deaths == 0)
    }

    @Test("a worker that asks for its replacement for ever is held back like one that dies")
    func replaceMeForEver() {
        let harness = SupervisionHarness(in: .running)
        for _ in 0..<3 {
            #expect(harness.exit(.exited(75)).count == 2)
            harness.becomeReady()
        }
        #expect(harness.exit(.exited(75)) == [.exited(reason: .replaceMe, willRestartIn: .zero)])
        _ = harness.tick()
        harness.becomeReady()
        _ = harness.exit(.exited(75))
        #expect(harness.machine.deaths == 2)
        #expect(harness.machine.state.word == "waiting")
        // A healthy minute makes the next three free again.
        _ = harness.tickAtDeadline()
        harness.becomeReady()
        _ = harness.live(for: .seconds(60))
        #expect(harness.exit(.exited(75)).count == 2)
    }

    @Test("a process that never came to be is a death with the reason in words")
    func spawnFailed() {
        let harness = SupervisionHarness(in: .spawned)
        let reason = WorkerSupervision.ExitReason.spawnFailed("no such file")
        #expect(harness.exit(nil, failure: "no such file") == [.exited(reason: reason, willRestartIn: .zero)])
        _ = harness.tick()
        #expect(harness.exit(nil).first.map { "\($0)".contains("never started") } == true)
        #expect(harness.machine.deaths == 2)
    }

    @Test("a spawn that fails while a stop is under way rests", arguments: [Situation.spawned])
    func spawnFailedWhileStopping(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        _ = harness.stop()
        _ = harness.exit(nil, failure: "no such file")
        #expect(harness.machine.state == .stopped)
    }

    @Test("asked to stop is asked to stop, however the process ends", arguments: crashes + [.exited(75), .exited(78)])
    func asked(_ status: WorkerStatus) {
        for situation in [Situation.askedToStop, .terminating, .killedWhileStopping] {
            let harness = SupervisionHarness(in: situation)
            #expect(harness.exit(status) == [.exited(reason: .asked, willRestartIn: nil)])
            #expect(harness.machine.state == .stopped)
        }
    }

    @Test(
        "the reason for a kill stands, whatever the status says",
        arguments: [WorkerStatus.exited(78), .exited(75), .exited(0)]
    )
    func condemned(_ status: WorkerStatus) {
        let harness = SupervisionHarness(in: .condemned)
        #expect(
            harness.exit(status) == [.exited(reason: .protocolViolation("nonsense"), willRestartIn: .zero)]
        )
    }

    @Test("the exit of another generation, or a second one, is ignored", arguments: Situation.allCases)
    func lateExit(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        let before = harness.machine
        #expect(harness.exit(.signalled(9), generation: before.generation &+ 1).isEmpty)
        #expect(harness.exit(.signalled(9), generation: before.generation &- 1).isEmpty)
        if !before.hasProcess { #expect(harness.exit(.signalled(9)).isEmpty) }
        #expect(harness.machine.state == before.state)
        #expect(harness.machine.deaths == before.deaths)
    }

    @Test("late words of an older generation change nothing")
    func lateWords() {
        let harness = SupervisionHarness(in: .running)
        _ = harness.exit(.signalled(9))
        _ = harness.tick()
        let spawned = harness.machine
        harness.pass(.seconds(1))
        harness.greet(1)
        harness.ready(1)
        #expect(harness.machine.state == spawned.state)
        #expect(harness.violate(1).isEmpty)
        harness.becomeReady()
        #expect(harness.goStale(1).isEmpty)
        // Pongs of the dead do not keep the living alive.
        for _ in 0..<2 {
            _ = harness.tickAtDeadline()
            harness.pong(1)
        }
        #expect(harness.tickAtDeadline() == [.kill(generation: 2)])
    }

    @Test("hello and ready without a process to say them change nothing", arguments: Situation.allCases)
    func wordsWithoutProcess(_ situation: Situation) {
        guard ![.spawned, .greeted].contains(situation) else { return }
        let harness = SupervisionHarness(in: situation)
        let before = harness.machine.state
        harness.becomeReady()
        #expect(harness.machine.state == before)
    }

    static let words: [(WorkerStatus, String)] = [
        (.exited(0), "exit 0 (asked to stop)"), (.exited(70), "exit 70 (internal error)"),
        (.exited(75), "exit 75 (replace me)"), (.exited(76), "exit 76 (protocol error)"),
        (.exited(78), "exit 78 (unusable configuration)"), (.exited(3), "exit 3"),
        (.signalled(11), "signal 11 (SIGSEGV)"), (.signalled(9), "signal 9 (SIGKILL)"),
        (.signalled(31), "signal 31 (SIGSYS)"), (.signalled(64), "signal 64 (see signal(7))"),
    ]

    @Test("a status in words", arguments: words)
    func status(_ status: WorkerStatus, _ text: String) {
        #expect("\(status)" == text)
    }
}
