import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("ViewHub: whatever happens in whatever order")
struct ViewHubPropertyTests {
    /// A worker that obeys: one newest picture, one frame per credit, words under way in both directions.
    struct ObedientWorker {
        var generation: UInt32
        var wantsUnderWay: [Want] = []
        var framesUnderWay: [FramePayload] = []
        private var want: Want?
        private var newest: FramePayload?
        private var sequence: UInt64 = 0

        init(generation: UInt32) {
            self.generation = generation
        }

        mutating func capture(at time: MonotonicTime) {
            self.sequence += 1
            self.newest = .example(sequence: self.sequence, captured: time)
            self.answer()
        }

        mutating func readWant() {
            guard !self.wantsUnderWay.isEmpty else { return }
            self.want = self.wantsUnderWay.removeFirst()
            self.answer()
        }

        private mutating func answer() {
            guard let newest, let want, want.isAnswered(by: newest) else { return }
            self.want?.credit = false
            self.newest = nil
            self.framesUnderWay.append(newest)
        }
    }

    /// Hub, worker and people; counts what each was promised.
    struct World {
        let hub = HubHarness()
        var worker = ObedientWorker(generation: 1)
        var people: [HubHarness.Person] = []
        var waits: [ObjectIdentifier: FrameDemand] = [:]
        var viewing: Set<ObjectIdentifier> = []
        var clock: UInt64 = 1
        var broken: [String] = []

        init(people: Int) {
            self.people = (0..<people).map { _ in self.hub.person() }
            self.hub.ready()
        }

        var now: MonotonicTime { MonotonicTime(nanoseconds: self.clock) }

        /// Moves wants to the worker and checks deliveries against what was waited for.
        mutating func settle() {
            self.worker.wantsUnderWay += self.hub.wants
            self.hub.wants = []
            for (_, receivers) in self.hub.delivered {
                for id in receivers where self.waits.removeValue(forKey: id) == nil {
                    self.broken.append("called without a wait")
                }
            }
            self.hub.delivered = []
        }

        mutating func wait(_ person: HubHarness.Person, _ demand: FrameDemand) {
            self.waits[ObjectIdentifier(person)] = demand
            let before = person.got.count
            self.hub.wait(person, newerThan: demand.newerThan, capturedAfter: demand.capturedAfter)
            self.check(person, since: before, demand)
        }

        mutating func deliver() {
            guard !self.worker.framesUnderWay.isEmpty else { return }
            let payload = self.worker.framesUnderWay.removeFirst()
            let waits = self.waits
            let before = self.people.map(\.got.count)
            if !self.hub.arrive(payload.sequence, at: payload.captured, generation: self.worker.generation) {
                self.broken.append("frame \(payload.sequence) of an obedient worker was refused")
            }
            for (person, count) in zip(self.people, before) {
                guard let demand = waits[ObjectIdentifier(person)] else {
                    if person.got.count != count { self.broken.append("called without a wait") }
                    continue
                }
                self.check(person, since: count, demand)
            }
        }

        private mutating func check(_ person: HubHarness.Person, since count: Int, _ demand: FrameDemand) {
            let new = person.got.dropFirst(count)
            if new.count > 1 { self.broken.append("called twice for one wait") }
            if let frame = new.first, !demand.accepts(frame) { self.broken.append("given what was not asked for") }
        }
    }

    private func step(_ world: inout World, using generator: inout SeededGenerator) {
        guard let person = world.people.randomElement(using: &generator) else { return }
        let id = ObjectIdentifier(person)
        world.clock += 1
        switch Int.random(in: 0..<12, using: &generator) {
        case 0:
            if world.viewing.insert(id).inserted { world.hub.come() }
        case 1:
            if world.viewing.remove(id) != nil {
                world.waits[id] = nil
                world.hub.leave(person)
            }
        case 2, 3:
            let after = Bool.random(using: &generator) ? world.now : nil
            world.wait(person, FrameDemand(newerThan: person.got.last?.version ?? 0, capturedAfter: after))
        case 4:
            world.waits[id] = nil
            world.hub.stopWaiting(person)
        case 5, 6: world.worker.capture(at: world.now)
        case 7, 8: world.worker.readWant()
        case 9, 10: world.deliver()
        default:
            guard Int.random(in: 0..<5, using: &generator) == 0 else { break }
            let next = world.worker.generation + 1
            world.hub.machine.workerGone(generation: world.worker.generation)
            world.hub.wants = []
            world.worker = ObedientWorker(generation: next)
            world.hub.ready(next)
        }
        world.settle()
    }

    @Test(
        "an obedient worker is never out of order, each wait is answered once, and nobody is forgotten",
        arguments: 0..<200 as Range<UInt64>
    )
    func invariants(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = World(people: Int.random(in: 1...6, using: &generator))
        for number in 0..<500 {
            self.step(&world, using: &generator)
            guard world.broken.isEmpty else {
                Issue.record("seed \(seed), step \(number): \(world.broken)")
                return
            }
        }
        // A camera that goes on delivering satisfies everybody who still waits.
        for _ in 0..<50 where !world.waits.isEmpty {
            world.clock += 1
            while !world.worker.wantsUnderWay.isEmpty { world.worker.readWant() }
            world.worker.capture(at: world.now)
            while !world.worker.framesUnderWay.isEmpty { world.deliver() }
            world.settle()
        }
        #expect(world.waits.isEmpty, "seed \(seed)")
        #expect(world.broken.isEmpty, "seed \(seed): \(world.broken)")
        #expect(world.hub.machine.isWanted == !world.viewing.isEmpty)
    }

    @Test(
        "a worker that sends what it likes is caught within 16 frames of any moment",
        arguments: 0..<100 as Range<UInt64>
    )
    func hostile(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = World(people: 4)
        for _ in 0..<300 { self.step(&world, using: &generator) }
        for person in world.people { world.hub.stopWaiting(person) }
        let accepted = (1...100).prefix { world.hub.arrive($0, generation: world.worker.generation) }.count
        #expect(accepted <= ViewHub.StateMachine.maximumCredits)
    }
}
