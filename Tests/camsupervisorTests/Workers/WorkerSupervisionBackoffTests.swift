import Shared
import Testing

@testable import camsupervisor

@Suite("WorkerSupervision: how long a dead worker is held back")
struct WorkerSupervisionBackoffTests {
    /// Lets the worker die `count` times in a row; the waits between.
    private func waits(_ count: Int, _ parameters: WorkerSupervision.Parameters, seed: UInt64 = 1) -> [Duration] {
        let harness = SupervisionHarness(parameters, seed: seed)
        _ = harness.start()
        return (0..<count).map { _ in
            harness.becomeReady()
            guard case .exited(_, let delay?)? = harness.exit(.signalled(11)).first else { return .seconds(-1) }
            _ = harness.tickAtDeadline()
            return delay
        }
    }

    @Test("the waits are 0, 1, 2, 4 … 60 s")
    func series() {
        var parameters = WorkerSupervision.Parameters()
        parameters.backoff.jitter = 0
        #expect(
            self.waits(10, parameters)
                == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) }
        )
    }

    @Test(
        "each wait is up to a fifth shorter or longer, and not always the same",
        arguments: 1...20 as ClosedRange<UInt64>
    )
    func jitter(_ seed: UInt64) {
        let waits = self.waits(12, .init(), seed: seed)
        let exact: [Double] = [0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
        for (wait, middle) in zip(waits, exact) {
            #expect(wait.inSeconds >= middle * 0.8 - 1e-6 && wait.inSeconds <= middle * 1.2 + 1e-6)
        }
        #expect(Set(waits.suffix(5)).count > 1)
    }

    @Test("a worker that died again keeps dying until it runs; one death is nothing to speak of")
    func keepsDying() {
        let harness = SupervisionHarness()
        _ = harness.start()
        for death in 1...3 {
            harness.becomeReady()
            #expect(!harness.machine.keepsDying)
            _ = harness.exit(.signalled(11))
            #expect(harness.machine.keepsDying == (death > 1))
            _ = harness.tickAtDeadline()
            #expect(harness.machine.keepsDying == (death > 1))
        }
        // The operator's word begins a new series.
        _ = harness.exit(.signalled(11))
        _ = harness.start()
        #expect(!harness.machine.keepsDying)
    }

    @Test("where the first restart is held back too, one death is told")
    func slowFirstRestart() {
        var parameters = WorkerSupervision.Parameters()
        parameters.backoff.first = .seconds(60)
        let harness = SupervisionHarness(parameters)
        _ = harness.start()
        harness.becomeReady()
        _ = harness.exit(.signalled(11))
        #expect(harness.machine.keepsDying)
    }

    @Test("a healthy minute makes the next death the first of a new series")
    func reset() {
        let harness = SupervisionHarness()
        _ = harness.start()
        for _ in 0..<4 {
            harness.becomeReady()
            _ = harness.exit(.signalled(11))
            _ = harness.tickAtDeadline()
        }
        harness.becomeReady()
        #expect(harness.live(for: .seconds(60)).isEmpty)
        #expect(
            harness.exit(.signalled(11))
                == [.exited(reason: .crashed(.signalled(11)), willRestartIn: .zero)]
        )
        #expect(harness.machine.deaths == 1)
    }

    @Test("59 s of health do not")
    func noReset() {
        let harness = SupervisionHarness(in: .running)
        _ = harness.exit(.signalled(11))
        _ = harness.tickAtDeadline()
        harness.becomeReady()
        _ = harness.live(for: .seconds(59))
        _ = harness.exit(.signalled(11))
        #expect(harness.machine.deaths == 2)
    }

    @Test("five deaths in a row park a worker; it is started again all the same, and a healthy minute unparks it")
    func parked() {
        let harness = SupervisionHarness()
        _ = harness.start()
        for death in 1...5 {
            #expect(!harness.machine.isParked)
            harness.becomeReady()
            _ = harness.exit(.signalled(11))
            #expect(harness.machine.deaths == death)
            if death < 5 { _ = harness.tickAtDeadline() }
        }
        #expect(harness.machine.isParked)
        #expect(harness.tickAtDeadline() == [.spawn(generation: 6)])
        harness.becomeReady()
        _ = harness.live(for: .seconds(57))
        #expect(harness.machine.isParked)
        _ = harness.live(for: .seconds(6))
        #expect(!harness.machine.isParked)
    }

    @Test("start and restart end a wait and begin a new series")
    func commandsEndTheWait() {
        for restart in [false, true] {
            let harness = SupervisionHarness(in: .waiting)
            #expect(harness.machine.deaths == 2)
            _ = restart ? harness.restart() : harness.start()
            #expect(harness.machine.deaths == 0)
            #expect(harness.machine.state == .starting(since: harness.now, greeted: false))
        }
    }

    @Test("a wait without room in the fleet's budget goes on, and nothing is lost")
    func noRoom() {
        let harness = SupervisionHarness(in: .waiting)
        harness.pass(.seconds(2))
        for _ in 0..<5 {
            #expect(harness.tick(maySpawn: false).isEmpty)
            #expect(harness.machine.state.word == "waiting")
            harness.pass(.milliseconds(50))
        }
        #expect(harness.tick() == [.spawn(generation: 3)])
    }

    @Test("restarts counts what the machine restarted by itself")
    func restarts() {
        let harness = SupervisionHarness(in: .waiting)
        #expect(harness.machine.restarts == 1)
        _ = harness.tickAtDeadline()
        #expect(harness.machine.restarts == 2)
    }
}
