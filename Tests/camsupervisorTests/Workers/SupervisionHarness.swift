import IPC
import Shared
import Testing

@testable import camsupervisor

/// One supervision machine on a clock that stands still until it is moved.
final class SupervisionHarness {
    typealias Action = WorkerSupervision.Action

    var machine: WorkerSupervision
    var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    var generator: SeededGenerator

    init(_ parameters: WorkerSupervision.Parameters = .init(), seed: UInt64 = 1) {
        self.machine = WorkerSupervision(parameters: parameters)
        self.generator = SeededGenerator(seed: seed)
    }

    /// A harness brought into a situation by the shortest way.
    convenience init(in situation: Situation, _ parameters: WorkerSupervision.Parameters = .init()) {
        self.init(parameters)
        situation.enter(self)
    }

    func pass(_ time: Duration) { self.now = self.now + time }

    func start() -> [Action] { self.machine.start(at: self.now) }
    func stop() -> [Action] { self.machine.stop(at: self.now) }
    func restart() -> [Action] { self.machine.restart(at: self.now) }
    func tick(maySpawn: Bool = true) -> [Action] { self.machine.tick(at: self.now, maySpawn: maySpawn) }

    /// Moves the clock to the next deadline and ticks there; nothing when there is none.
    func tickAtDeadline() -> [Action] {
        guard let deadline = self.machine.deadline else { return [] }
        self.now = max(self.now, deadline)
        return self.tick()
    }

    func greet(_ generation: UInt32? = nil) {
        self.machine.greeted(generation: generation ?? self.machine.generation, at: self.now)
    }

    func ready(_ generation: UInt32? = nil) {
        self.machine.ready(generation: generation ?? self.machine.generation, at: self.now)
    }

    func pong(_ generation: UInt32? = nil) {
        self.machine.pong(generation: generation ?? self.machine.generation, at: self.now)
    }

    func violate(_ generation: UInt32? = nil) -> [Action] {
        self.machine.violated(generation: generation ?? self.machine.generation, "nonsense", at: self.now)
    }

    func goStale(_ generation: UInt32? = nil) -> [Action] {
        self.machine.wentStale(generation: generation ?? self.machine.generation, at: self.now)
    }

    func exit(_ status: WorkerStatus?, failure: String? = nil, generation: UInt32? = nil) -> [Action] {
        self.machine.exited(
            generation: generation ?? self.machine.generation,
            status: status,
            failure: failure,
            at: self.now,
            using: &self.generator
        )
    }

    /// From `stopped` or a due wait to `running`.
    func becomeReady() {
        self.greet()
        self.ready()
    }

    /// Lives on for `time`, answering every ping.
    ///
    /// - Returns: what was asked for beside pings.
    func live(for time: Duration) -> [Action] {
        let end = self.now + time
        var others: [Action] = []
        while let deadline = self.machine.deadline, deadline <= end {
            for action in self.tickAtDeadline() {
                if case .sendPing(let generation, _) = action { self.pong(generation) } else { others.append(action) }
            }
        }
        self.now = end
        return others
    }
}

/// Every state that commands, words and exits can meet.
enum Situation: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case queued, stopped, spawned, greeted, running, askedToStop, terminating, killedWhileStopping, condemned, waiting
    case misconfigured

    static let withProcess: [Situation] = [
        .spawned, .greeted, .running, .askedToStop, .terminating, .killedWhileStopping, .condemned,
    ]

    var testDescription: String { self.rawValue }

    fileprivate func enter(_ harness: SupervisionHarness) {
        switch self {
        case .queued: return
        case .stopped:
            _ = harness.stop()
            return
        default: break
        }
        _ = harness.start()
        guard self != .spawned else { return }
        harness.greet()
        guard self != .greeted else { return }
        harness.ready()
        switch self {
        case .queued, .stopped, .spawned, .greeted, .running: break
        case .askedToStop:
            _ = harness.stop()
        case .terminating:
            _ = harness.stop()
            _ = harness.tickAtDeadline()
        case .killedWhileStopping:
            _ = harness.stop()
            _ = harness.tickAtDeadline()
            _ = harness.tickAtDeadline()
        case .condemned:
            _ = harness.violate()
        case .waiting:
            // The second death in a row, so that there is something to wait for.
            _ = harness.exit(.signalled(9))
            _ = harness.tick()
            harness.becomeReady()
            _ = harness.exit(.signalled(9))
        case .misconfigured:
            _ = harness.exit(.exited(78))
        }
    }
}
