import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("ViewHub: a push camera's last event")
struct KeptPicturesTests {
    /// The sequences that are kept after frames `1…` with these flags and sizes.
    private func kept(_ limits: ViewHub.StateMachine.KeptLimits, _ frames: [(starts: Bool, bytes: Int)]) -> [UInt64] {
        let hub = HubHarness(kept: limits)
        hub.ready()
        for (index, frame) in frames.enumerated() {
            let isInOrder = hub.arrive(
                UInt64(index + 1),
                flags: frame.starts ? [.keep, .eventStart] : .keep,
                picture: String(repeating: "x", count: frame.bytes)
            )
            #expect(isInOrder)
        }
        return hub.machine.kept.map(\.payload.sequence)
    }

    @Test("the last `buffer` pictures of an event are kept, the oldest goes first")
    func count() {
        let frames = [(true, 1), (false, 1), (false, 1), (false, 1)]
        #expect(self.kept(.init(pictures: 3), frames) == [2, 3, 4])
        #expect(self.kept(.init(pictures: 10), frames) == [1, 2, 3, 4])
        #expect(self.kept(.init(pictures: 1), frames) == [4])
    }

    @Test("a new event drops the last one's pictures")
    func events() {
        #expect(self.kept(.init(pictures: 9), [(true, 1), (false, 1), (true, 1), (false, 1)]) == [3, 4])
    }

    @Test("an event is bounded in bytes, but its newest picture stays however large")
    func bytes() {
        let limits = ViewHub.StateMachine.KeptLimits(pictures: 9, bytes: 10)
        #expect(self.kept(limits, [(true, 4), (false, 4), (false, 4)]) == [2, 3])
        #expect(self.kept(limits, [(true, 4), (false, 4), (false, 2)]) == [1, 2, 3])
        #expect(self.kept(limits, [(true, 4), (false, 4), (false, 50)]) == [3])
        #expect(self.kept(limits, [(true, 4), (false, 50), (false, 4), (false, 4)]) == [3, 4])
        #expect(self.kept(limits, [(true, 9), (true, 9), (false, 1)]) == [2, 3])
    }

    @Test("an uploaded picture needs no credit and goes to all who wait")
    func satisfies() {
        let hub = HubHarness(kept: .init(pictures: 2))
        let person = hub.person()
        hub.ready()
        hub.come()
        hub.wait(person)
        #expect(hub.arrive(1, flags: [.keep, .eventStart]))
        #expect(hub.arrive(2, flags: .keep))
        #expect(person.got.map(\.payload.sequence) == [1])
        #expect(hub.machine.newest?.payload.sequence == 2)
    }

    @Test("the event outlives its worker")
    func outlives() {
        let hub = HubHarness(kept: .init(pictures: 2))
        hub.ready(1)
        hub.arrive(1, flags: [.keep, .eventStart])
        hub.arrive(2, flags: .keep)
        hub.machine.workerGone(generation: 1)
        hub.ready(2)
        #expect(hub.machine.kept.map(\.payload.sequence) == [1, 2])
        hub.arrive(1, flags: [.keep, .eventStart], generation: 2)
        #expect(hub.machine.kept.map(\.generation) == [2])
    }

    @Test(
        "another `buffer` holds at once; none drops them all; what is forgotten is never served, and counting goes on"
    )
    func changed() throws {
        let hub = HubHarness(kept: .init(pictures: 3))
        hub.ready()
        for number in 1...3 {
            hub.arrive(UInt64(number), flags: number == 1 ? [.keep, .eventStart] : .keep, picture: "x")
        }
        hub.machine.keep(.init(pictures: 2))
        #expect(hub.machine.kept.map(\.payload.sequence) == [2, 3])
        hub.machine.keep(.init(pictures: 5))
        hub.arrive(4, flags: .keep, picture: "x")
        #expect(hub.machine.kept.map(\.payload.sequence) == [2, 3, 4])
        let version = try #require(hub.machine.newest).version
        hub.machine.forget()
        #expect(hub.machine.newest == nil && hub.machine.kept.isEmpty && hub.machine.placeholder == nil)
        hub.arrive(5, flags: .keep, picture: "x")
        #expect(try #require(hub.machine.newest).version > version)
        hub.machine.keep(.init(pictures: 0))
        #expect(hub.machine.kept.isEmpty && hub.machine.newest != nil)
    }

    @Test("a camera keeps its view while its configuration changes, and gets another one when it comes back")
    func views() throws {
        let push = PushConfiguration(buffer: 2, webhookID: Secret("some-webhook"))
        var camera = CameraConfiguration(id: try CameraID("drop"), name: "", source: .push(push), staleAfter: nil)
        let hub = FrameHub(cameras: [camera])
        let view = try #require(hub[camera.id])
        camera.source = .demo(.init())
        #expect(hub.adopt(camera) === view && hub[camera.id] === view)
        hub.remove(camera.id)
        #expect(hub[camera.id] == nil)
        #expect(hub.adopt(camera) !== view)
    }
}
