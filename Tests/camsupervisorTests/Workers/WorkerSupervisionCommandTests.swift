import Shared
import Testing

@testable import camsupervisor

@Suite("WorkerSupervision: the operator's commands")
struct WorkerSupervisionCommandTests {
    /// What a command leads to, in a word.
    enum Outcome: Equatable, Sendable {
        /// A new generation is spawned.
        case spawns
        /// `stop` is sent over the socket.
        case asks
        case nothing
    }

    @Test("a camera begins in the queue, without a generation and without a deadline")
    func beginning() {
        let harness = SupervisionHarness()
        #expect(harness.machine.state == .queued)
        #expect(harness.machine.generation == 0)
        #expect(harness.machine.deadline == nil)
    }

    static let starts: [(Situation, Outcome)] = Situation.allCases.map {
        ($0, [.queued, .stopped, .waiting, .misconfigured].contains($0) ? .spawns : .nothing)
    }

    @Test("start spawns exactly where there is no process", arguments: starts)
    func start(_ situation: Situation, _ outcome: Outcome) {
        let harness = SupervisionHarness(in: situation)
        let before = harness.machine
        Self.expect(outcome, harness.start(), from: before, to: harness.machine)
        if outcome == .nothing { #expect(harness.machine.state == before.state) }
    }

    static let stops: [(Situation, Outcome)] = Situation.allCases.map {
        ($0, [.spawned, .greeted, .running].contains($0) ? .asks : .nothing)
    }

    @Test("stop asks a live worker once and rests at once where there is none", arguments: stops)
    func stop(_ situation: Situation, _ outcome: Outcome) {
        let harness = SupervisionHarness(in: situation)
        let before = harness.machine
        Self.expect(outcome, harness.stop(), from: before, to: harness.machine)
        if !before.hasProcess { #expect(harness.machine.state == .stopped) }
    }

    @Test("stop in every state ends in rest once the process is gone", arguments: Situation.allCases)
    func stopRests(_ situation: Situation) {
        let harness = SupervisionHarness(in: situation)
        _ = harness.stop()
        if harness.machine.hasProcess {
            let actions = harness.exit(.exited(0))
            guard case .exited(_, nil)? = actions.first, actions.count == 1 else {
                Issue.record("\(actions)")
                return
            }
        }
        #expect(harness.machine.state == .stopped)
        #expect(harness.machine.deadline == nil)
        #expect(harness.tick().isEmpty)
    }

    static let restarts: [(Situation, Outcome)] = Situation.allCases.map { situation in
        switch situation {
        case .queued, .stopped, .waiting, .misconfigured: (situation, .spawns)
        case .spawned, .greeted, .running: (situation, .asks)
        case .askedToStop, .terminating, .killedWhileStopping, .condemned: (situation, .nothing)
        }
    }

    @Test("restart means a new process from every state", arguments: restarts)
    func restart(_ situation: Situation, _ outcome: Outcome) {
        let harness = SupervisionHarness(in: situation)
        let before = harness.machine
        Self.expect(outcome, harness.restart(), from: before, to: harness.machine)
        #expect(harness.machine.deaths == 0)
        guard outcome != .spawns else { return }
        var actions = harness.exit(.exited(0))
        if case .waiting(let until) = harness.machine.state {
            // Killed for a fault of its own: the first of a new series, which waits for nothing.
            #expect(until == harness.now)
            actions += harness.tick()
        }
        #expect(actions.last == .spawn(generation: before.generation + 1))
    }

    @Test("a camera that is switched off is not parked, however often its worker died")
    func stopUnparks() {
        let harness = SupervisionHarness()
        _ = harness.start()
        while !harness.machine.isParked {
            _ = harness.exit(.signalled(11))
            _ = harness.tickAtDeadline()
        }
        _ = harness.stop()
        #expect(!harness.machine.isParked)
    }

    @Test("an asked-for restart follows at once and is no death")
    func restartIsNoDeath() {
        let harness = SupervisionHarness(in: .running)
        _ = harness.restart()
        #expect(
            harness.exit(.exited(0)) == [.exited(reason: .command, willRestartIn: .zero), .spawn(generation: 2)]
        )
        #expect(harness.machine.deaths == 0)
    }

    @Test("the last of several commands counts while a worker is ending", arguments: Situation.withProcess)
    func lastCommandCounts(_ situation: Situation) {
        typealias Command = (SupervisionHarness) -> Void
        let stop: Command = { _ = $0.stop() }
        let start: Command = { _ = $0.start() }
        let restart: Command = { _ = $0.restart() }
        let series: [(commands: [Command], endsUp: Bool)] = [
            ([stop, start], true), ([stop, restart], true), ([stop, start, stop], false), ([restart, stop], false),
            ([stop, stop], false), ([restart, start], true), ([restart, stop, restart], true),
        ]
        for (commands, endsUp) in series {
            let harness = SupervisionHarness(in: situation)
            for command in commands { command(harness) }
            _ = harness.exit(.exited(0))
            _ = harness.tickAtDeadline()
            #expect(harness.machine.hasProcess == endsUp)
            #expect(endsUp || harness.machine.state == .stopped)
        }
    }

    @Test("a stop that is asked for while the worker is being killed ends in rest")
    func stopWhileKilled() {
        let harness = SupervisionHarness(in: .condemned)
        #expect(harness.stop().isEmpty)
        #expect(
            harness.exit(.signalled(9)) == [.exited(reason: .protocolViolation("nonsense"), willRestartIn: nil)]
        )
        #expect(harness.machine.state == .stopped)
    }

    private static func expect(
        _ outcome: Outcome,
        _ actions: [WorkerSupervision.Action],
        from before: WorkerSupervision,
        to after: WorkerSupervision
    ) {
        switch outcome {
        case .spawns:
            #expect(actions == [.spawn(generation: before.generation + 1)])
            #expect(after.state.word == "starting")
        case .asks:
            #expect(actions == [.sendStop(generation: before.generation)])
            #expect(after.state.word == "stopping")
        case .nothing:
            #expect(actions.isEmpty)
        }
    }
}
