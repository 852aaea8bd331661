import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("ViewHub: what is asked of the worker, and who gets the frame")
struct ViewHubStateMachineTests {
    private func time(_ seconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("nothing is asked when nobody watches")
    func silence() {
        let hub = HubHarness()
        hub.ready()
        #expect(hub.wants.isEmpty)
        #expect(!hub.machine.isWanted)
    }

    @Test("nothing is asked while there is no worker; what is wanted is asked of the next one")
    func noWorker() {
        let hub = HubHarness()
        let person = hub.person()
        hub.come()
        hub.wait(person)
        #expect(hub.wants.isEmpty)
        #expect(hub.machine.isWanted)
        hub.ready()
        #expect(hub.wants == [Want(credit: true, viewers: 1, newerThan: 0)])
    }

    @Test("one request, one credit, one frame, and then silence")
    func oneCredit() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.wait(person)
        #expect(hub.wants == [Want(credit: true, viewers: 0, newerThan: 0)])
        #expect(hub.arrive(1))
        #expect(person.got.map(\.payload.sequence) == [1])
        #expect(hub.wants.count == 1)
        #expect(!hub.machine.isWanted)
    }

    @Test("a frame is awaited since the longest wait began, and by no viewer that is merely there")
    func awaited() {
        let hub = HubHarness()
        let (first, second) = (hub.person(), hub.person())
        hub.ready()
        hub.come()
        hub.come()
        #expect(hub.machine.isWanted && hub.machine.awaitedSince == nil)
        hub.wait(first, at: self.time(5))
        hub.wait(second, at: self.time(7))
        #expect(hub.machine.awaitedSince == self.time(5))
        // Asking again is the same wait.
        hub.wait(first, at: self.time(9))
        #expect(hub.machine.awaitedSince == self.time(5))
        hub.stopWaiting(first)
        #expect(hub.machine.awaitedSince == self.time(7))
        hub.arrive(1)
        #expect(hub.machine.isWanted && hub.machine.awaitedSince == nil)
        hub.wait(second, newerThan: 1, at: self.time(11))
        #expect(hub.machine.awaitedSince == self.time(11))
        hub.leave(second)
        #expect(hub.machine.awaitedSince == nil)
    }

    @Test("a viewer that asks again gets a frame newer than its last")
    func nextFrame() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.come()
        hub.wait(person)
        for sequence in 1...3 as ClosedRange<UInt64> {
            #expect(hub.arrive(sequence))
            hub.wait(person, newerThan: person.got.last?.version ?? 0)
            #expect(hub.wants.last == Want(credit: true, viewers: 1, newerThan: sequence))
        }
        #expect(person.got.map(\.payload.sequence) == [1, 2, 3])
    }

    @Test("a hundred viewers cost one credit per frame")
    func merged() {
        let hub = HubHarness()
        hub.ready()
        let people = (0..<100).map { _ in hub.person() }
        for person in people {
            hub.come()
            hub.wait(person)
        }
        let credits = hub.wants.count(where: \.credit)
        #expect(credits == 1)
        #expect(hub.arrive(1))
        #expect(hub.delivered.count == 1)
        #expect(hub.delivered.first?.to.count == 100)
        #expect(people.allSatisfy { $0.got.count == 1 })
    }

    @Test("who comes while a frame is under way gets it too")
    func joins() {
        let hub = HubHarness()
        let first = hub.person()
        let second = hub.person()
        hub.ready()
        hub.wait(first)
        hub.wait(second)
        #expect(hub.wants.count == 1)
        hub.arrive(1)
        #expect(first.got.count == 1 && second.got.count == 1)
    }

    @Test("the newest frame is handed out at once to whom it satisfies, without a word to the worker")
    func immediate() {
        let hub = HubHarness()
        let first = hub.person()
        let second = hub.person()
        hub.ready()
        hub.wait(first)
        hub.arrive(1)
        hub.wait(second)
        #expect(second.got.map(\.version) == first.got.map(\.version))
        #expect(hub.wants.count == 1)
    }

    @Test("the newest wins: who did not ask in between gets the last one only")
    func newestWins() {
        let hub = HubHarness()
        let quick = hub.person()
        let slow = hub.person()
        hub.ready()
        hub.wait(slow)
        hub.wait(quick)
        for sequence in 1...5 as ClosedRange<UInt64> {
            hub.arrive(sequence)
            hub.wait(quick, newerThan: quick.got.last?.version ?? 0)
        }
        hub.wait(slow, newerThan: slow.got.last?.version ?? 0)
        #expect(slow.got.map(\.payload.sequence) == [1, 5])
    }

    @Test("a demand for a time is told to the worker, and an older frame does not satisfy it")
    func capturedAfter() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.wait(person, capturedAfter: self.time(10))
        #expect(hub.wants == [Want(credit: true, viewers: 0, newerThan: 0, capturedAfter: self.time(10))])
        #expect(hub.arrive(1, at: self.time(9)))
        #expect(person.got.isEmpty)
        #expect(hub.wants.last == Want(credit: true, viewers: 0, newerThan: 1, capturedAfter: self.time(10)))
        #expect(hub.arrive(2, at: self.time(10)))
        #expect(person.got.map(\.payload.sequence) == [2])
    }

    @Test("of two demands the easier one is asked first, then the harder")
    func twoDemands() {
        let hub = HubHarness()
        let patient = hub.person()
        let strict = hub.person()
        hub.ready()
        hub.wait(strict, capturedAfter: self.time(10))
        hub.wait(patient)
        #expect(hub.wants.map(\.capturedAfter) == [self.time(10), self.time(0)])
        hub.arrive(1, at: self.time(5))
        #expect(patient.got.count == 1)
        #expect(strict.got.isEmpty)
        #expect(hub.wants.last == Want(credit: true, viewers: 0, newerThan: 1, capturedAfter: self.time(10)))
    }

    @Test("who stops waiting gets nothing, and the worker is told when nobody is left")
    func stopsWaiting() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.wait(person)
        hub.stopWaiting(person)
        #expect(hub.wants.last == Want(credit: false, viewers: 0, newerThan: 0))
        // The frame may be on its way already; it is in order.
        #expect(hub.arrive(1))
        #expect(person.got.isEmpty)
        #expect(hub.machine.newest?.payload.sequence == 1)
    }

    @Test("viewers are told as a level: when the first comes and the last leaves")
    func viewersAreALevel() {
        let hub = HubHarness()
        let people = (0..<3).map { _ in hub.person() }
        hub.ready()
        for _ in people { hub.come() }
        #expect(hub.wants == [Want(credit: false, viewers: 1, newerThan: 0)])
        for person in people { hub.leave(person) }
        #expect(hub.wants.last == Want(credit: false, viewers: 0, newerThan: 0))
        #expect(hub.wants.count == 2)
    }

    @Test("a viewer that leaves while it waits gets nothing more")
    func leavesWaiting() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.come()
        hub.wait(person)
        hub.leave(person)
        #expect(!hub.machine.isWanted)
        hub.arrive(1)
        #expect(person.got.isEmpty)
    }

    @Test("a worker that takes the place of another is asked for the same")
    func replaced() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready(1)
        hub.come()
        hub.wait(person)
        hub.arrive(7)
        hub.wait(person, newerThan: 1)
        hub.machine.workerGone(generation: 1)
        hub.wants = []
        hub.ready(2)
        // Sequences of a generation begin anew.
        #expect(hub.wants == [Want(credit: true, viewers: 1, newerThan: 0)])
        #expect(hub.arrive(1, generation: 2))
        #expect(person.got.map(\.generation) == [1, 2])
        #expect(person.got.map(\.version) == [1, 2])
    }

    @Test("the last frame of a dead worker stays the newest")
    func outlives() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.wait(person)
        hub.arrive(1)
        hub.machine.workerGone(generation: 1)
        let later = hub.person()
        hub.wait(later)
        #expect(later.got.count == 1)
    }

    @Test("a frame that nobody asked for is out of order")
    func unsolicited() {
        let hub = HubHarness()
        hub.ready()
        #expect(!hub.arrive(1))
        #expect(hub.machine.newest == nil)
        hub.come()
        // A viewer is there, but none asks: still no credit.
        #expect(!hub.arrive(1))
    }

    @Test("a frame that claims to be an event needs a credit too, unless the camera's pictures are events")
    func keepIsNoWayAround() {
        let hub = HubHarness()
        hub.ready()
        #expect(!hub.arrive(1, flags: .keep))
        #expect(!hub.arrive(1, flags: [.keep, .eventStart]))
        hub.wait(hub.person())
        #expect(hub.arrive(2, flags: .keep))
        #expect(hub.machine.kept.isEmpty && hub.machine.newest?.payload.sequence == 2)
        #expect(!hub.arrive(3, flags: .keep))
    }

    @Test("a comparison with a frame that is not the newest any more counts for nothing")
    func lateComparison() throws {
        let hub = HubHarness()
        hub.ready()
        hub.wait(hub.person())
        hub.arrive(1, picture: "a")
        let first = try #require(hub.machine.newest)
        hub.wait(hub.person(), newerThan: 1)
        hub.arrive(2, picture: "b")
        hub.wait(hub.person(), newerThan: 2)
        let picture = ByteBuffer(string: "a")
        _ = hub.machine.frameArrived(.example(sequence: 3), picture: picture, repeating: first, generation: 1)
        #expect(hub.machine.newest?.contentVersion == 3)
    }

    @Test("a second frame for one credit is out of order")
    func spentCredit() {
        let hub = HubHarness()
        hub.ready()
        hub.wait(hub.person())
        #expect(hub.arrive(1))
        #expect(!hub.arrive(2))
    }

    @Test("credits do not pile up: 1,000 demands that were withdrawn allow 16 frames")
    func boundedCredits() {
        let hub = HubHarness()
        hub.ready()
        for _ in 0..<1_000 {
            let person = hub.person()
            hub.wait(person)
            hub.stopWaiting(person)
        }
        let accepted = (1...100).prefix { hub.arrive($0) }.count
        #expect(accepted == ViewHub.StateMachine.maximumCredits)
    }

    @Test("credits of a dead worker are not its successor's")
    func creditsEndWithTheWorker() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready(1)
        hub.wait(person)
        hub.stopWaiting(person)
        hub.ready(2)
        #expect(!hub.arrive(1, generation: 2))
    }

    @Test("words of another generation are ignored", arguments: [UInt32(1), 3])
    func otherGenerations(_ generation: UInt32) {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready(2)
        hub.wait(person)
        #expect(hub.arrive(1, generation: generation))
        #expect(hub.arrive(1, flags: .placeholder, generation: generation))
        #expect(hub.arrive(1, flags: .keep, generation: generation))
        #expect(person.got.isEmpty)
        #expect(hub.machine.newest == nil)
        #expect(hub.machine.placeholder == nil)
        #expect(hub.machine.kept.isEmpty)
        hub.machine.workerGone(generation: generation)
        #expect(hub.arrive(2, generation: 2))
        #expect(person.got.count == 1)
    }

    @Test("a placeholder needs no credit, is no frame and satisfies nobody")
    func placeholder() {
        let hub = HubHarness()
        let person = hub.person()
        hub.ready()
        hub.wait(person)
        #expect(hub.arrive(1, flags: .placeholder, picture: "none since 22:41"))
        #expect(person.got.isEmpty)
        #expect(hub.machine.newest == nil)
        #expect(hub.machine.placeholder?.version == 1)
        #expect(hub.arrive(1))
        #expect(person.got.first?.version == 2)
    }

    @Test("equal bytes keep their content version, other bytes have their own")
    func contentVersions() {
        let hub = HubHarness()
        hub.ready()
        var versions: [UInt64] = []
        for (sequence, picture) in ["a", "a", "b", "b", "a"].enumerated() {
            let person = hub.person()
            hub.wait(person, newerThan: hub.machine.newest?.version ?? 0)
            hub.arrive(UInt64(sequence + 1), picture: picture)
            versions.append(person.got.first?.contentVersion ?? 0)
        }
        #expect(versions == [1, 1, 3, 3, 5])
    }

    @Test("equal bytes keep their content version over the worker's death too")
    func contentVersionOverDeath() {
        let hub = HubHarness()
        hub.ready(1)
        hub.wait(hub.person())
        hub.arrive(1)
        hub.ready(2)
        hub.wait(hub.person(), newerThan: 1)
        hub.arrive(1, generation: 2)
        #expect(hub.machine.newest?.version == 2)
        #expect(hub.machine.newest?.contentVersion == 1)
    }
}
