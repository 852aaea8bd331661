import Shared
import Testing

@testable import camsupervisor

@Suite("WorkerSupervision: whatever happens in whatever order")
struct WorkerSupervisionPropertyTests {
    /// The world around a machine: which processes exist, and what was promised of them.
    struct World {
        let harness: SupervisionHarness
        var live: Set<UInt32> = []
        var killed: Set<UInt32> = []
        var reported: Set<UInt32> = []
        var broken: [String] = []

        init(seed: UInt64) {
            self.harness = SupervisionHarness(seed: seed &* 31)
        }

        mutating func perform(_ actions: [WorkerSupervision.Action]) {
            for action in actions {
                switch action {
                case .spawn(let generation):
                    if !self.live.isEmpty { self.broken.append("spawned \(generation) beside \(self.live)") }
                    if self.reported.contains(generation) { self.broken.append("generation \(generation) came twice") }
                    self.live.insert(generation)
                case .sendStop(let generation), .terminate(let generation), .sendPing(let generation, _):
                    if !self.live.contains(generation) { self.broken.append("\(action) without a process") }
                case .kill(let generation):
                    if !self.live.contains(generation) { self.broken.append("\(action) without a process") }
                    if !self.killed.insert(generation).inserted { self.broken.append("\(generation) killed twice") }
                case .exited(_, let delay):
                    if let delay, delay > .seconds(72) { self.broken.append("held back for \(delay)") }
                }
            }
            self.check()
        }

        mutating func exit(_ generation: UInt32, _ status: WorkerStatus?) {
            let isLive = self.live.remove(generation) != nil
            let actions = self.harness.exit(status, failure: status == nil ? "no" : nil, generation: generation)
            let reports = actions.count { if case .exited = $0 { true } else { false } }
            if reports != (isLive ? 1 : 0) { self.broken.append("exit of \(generation) reported \(reports) times") }
            if isLive { self.reported.insert(generation) }
            self.perform(actions)
        }

        private mutating func check() {
            let machine = self.harness.machine
            let mayExist = machine.hasProcess
            if mayExist != !self.live.isEmpty { self.broken.append("\(machine.state) with processes \(self.live)") }
            if let only = self.live.first, only != machine.generation {
                self.broken.append("generation \(only) lives, \(machine.generation) is known")
            }
            guard machine.deadline == nil else { return }
            switch machine.state {
            case .queued, .stopped, .misconfigured: break
            case .stopping(_, .killed):
                if !self.killed.contains(machine.generation) { self.broken.append("waits for a kill nobody asked for") }
            default: self.broken.append("\(machine.state) without a deadline")
            }
        }
    }

    static let statuses: [WorkerStatus?] = [
        .exited(0), .exited(70), .exited(75), .exited(76), .exited(78), .signalled(9), .signalled(11), nil,
    ]

    private func step(_ world: inout World, using generator: inout SeededGenerator) {
        let current = world.harness.machine.generation
        // Mostly words of the current generation, sometimes of one before.
        let speaker = Int.random(in: 0..<5, using: &generator) == 0 ? current &- 1 : current
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: world.perform(world.harness.start())
        case 1: world.perform(world.harness.stop())
        case 2: world.perform(world.harness.restart())
        case 3, 4: world.harness.greet(speaker)
        case 5, 6: world.harness.ready(speaker)
        case 7: world.harness.pong(speaker)
        case 8: world.perform(world.harness.violate(speaker))
        case 9: world.perform(world.harness.goStale(speaker))
        case 10:
            world.exit(speaker, Self.statuses.randomElement(using: &generator) ?? nil)
        case 11:
            world.harness.pass(.milliseconds(Int.random(in: 0...100_000, using: &generator)))
            world.perform(world.harness.tick(maySpawn: Bool.random(using: &generator)))
        default:
            world.perform(world.harness.tickAtDeadline())
        }
    }

    @Test(
        "there is never more than one process, none without a record, and no state without a way out",
        arguments: 0..<200 as Range<UInt64>
    )
    func invariants(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = World(seed: seed)
        for number in 0..<400 {
            self.step(&world, using: &generator)
            guard world.broken.isEmpty else {
                Issue.record("seed \(seed), step \(number): \(world.broken)")
                return
            }
        }
    }

    @Test(
        "from wherever chance has led, a start and a well-behaved worker lead to running",
        arguments: 0..<200 as Range<UInt64>
    )
    func recovers(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = World(seed: seed)
        for _ in 0..<Int.random(in: 0..<200, using: &generator) { self.step(&world, using: &generator) }
        world.perform(world.harness.start())
        for _ in 0..<20 {
            switch world.harness.machine.state {
            case .running:
                return
            case .starting:
                world.harness.becomeReady()
            case .stopping:
                world.exit(world.harness.machine.generation, .exited(0))
            case .waiting:
                world.perform(world.harness.tickAtDeadline())
            case .queued, .stopped, .misconfigured:
                Issue.record("seed \(seed): rests after a start")
                return
            }
        }
        Issue.record("seed \(seed): \(world.harness.machine.state)")
    }

    @Test(
        "from wherever chance has led, a stop and the processes' ends lead to rest",
        arguments: 0..<200 as Range<UInt64>
    )
    func rests(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = World(seed: seed)
        for _ in 0..<Int.random(in: 0..<200, using: &generator) { self.step(&world, using: &generator) }
        world.perform(world.harness.stop())
        // Without a word from the worker: the ladder ends in a kill, and a killed process is reaped.
        for _ in 0..<3 where world.harness.machine.hasProcess { world.perform(world.harness.tickAtDeadline()) }
        if world.harness.machine.hasProcess {
            #expect(world.killed.contains(world.harness.machine.generation))
            world.exit(world.harness.machine.generation, .signalled(9))
        }
        #expect(world.harness.machine.state == .stopped)
        #expect(world.broken.isEmpty)
    }
}
