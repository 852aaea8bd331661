import IPC
import NIOCore
import NIOEmbedded
import NIOPosix
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("ViewHub: wants out, frames in, on the right loops")
struct ViewHubTests {
    private func hub() throws -> ViewHub { ViewHub(id: ViewID(camera: try CameraID("yard"))) }

    private func arrive(_ hub: ViewHub, _ sequence: UInt64, generation: UInt32 = 1) -> Bool {
        hub.frameArrived(.example(sequence: sequence), picture: ByteBuffer(string: "x"), generation: generation)
    }

    @Test("wants go to the worker that is ready, and after it is gone to nobody")
    func wants() throws {
        let hub = try self.hub()
        let first = RecordingPort(generation: 1)
        hub.viewerCame()
        hub.workerReady(first)
        #expect(first.wants == [Want(credit: false, viewers: 1, newerThan: 0)])
        hub.workerGone(generation: 1)
        hub.wait(EmbeddedWatcher().receiver, for: FrameDemand(newerThan: 0))
        #expect(first.wants.count == 1)
        let second = RecordingPort(generation: 2)
        hub.workerReady(second)
        #expect(second.wants == [Want(credit: true, viewers: 1, newerThan: 0)])
        #expect(first.wants.count == 1)
    }

    @Test("a camera that went and came back begins with versions that no picture of the first had")
    func versions() throws {
        let camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: .demo(.init()),
            staleAfter: .seconds(10)
        )
        let hub = FrameHub(cameras: [camera])
        var versions: [UInt64] = []
        for _ in 1...3 {
            let view = hub.adopt(camera)
            #expect(hub.adopt(camera) === view)
            view.workerReady(RecordingPort(generation: 1))
            for sequence in 1...2 as ClosedRange<UInt64> {
                view.wait(EmbeddedWatcher().receiver, for: FrameDemand(newerThan: view.newest?.version ?? 0))
                let isInOrder = self.arrive(view, sequence)
                #expect(isInOrder)
                versions.append(try #require(view.newest).contentVersion)
            }
            hub.remove(camera.id)
            hub.remove(camera.id)
        }
        #expect(Set(versions).count >= 3 && versions.first == 1)
        #expect(Set(versions.prefix(2)).isDisjoint(with: versions.dropFirst(2)))
        #expect(Set(versions.prefix(4)).isDisjoint(with: versions.dropFirst(4)))
    }

    @Test("the late word of a replaced worker takes nothing from its successor")
    func lateReady() throws {
        let hub = try self.hub()
        let (first, second) = (RecordingPort(generation: 1), RecordingPort(generation: 2))
        hub.workerReady(second)
        hub.workerReady(first)
        hub.workerGone(generation: 1)
        let watcher = EmbeddedWatcher()
        hub.wait(watcher.receiver, for: FrameDemand(newerThan: 0))
        #expect(first.wants.isEmpty)
        #expect(second.wants.count == 1)
        #expect(self.arrive(hub, 1, generation: 2))
    }

    @Test("an unsolicited frame is reported as such")
    func unsolicited() throws {
        let hub = try self.hub()
        hub.workerReady(RecordingPort(generation: 1))
        #expect(!self.arrive(hub, 1))
        #expect(hub.newest == nil)
    }

    @Test("the hub itself finds that a picture is the same as the last, or another")
    func sameBytes() throws {
        let hub = try self.hub()
        hub.workerReady(RecordingPort(generation: 1))
        var versions: [UInt64] = []
        for (sequence, picture) in ["a", "a", "b", "bb"].enumerated() {
            hub.wait(EmbeddedWatcher().receiver, for: FrameDemand(newerThan: hub.newest?.version ?? 0))
            let payload = FramePayload.example(sequence: UInt64(sequence + 1))
            #expect(hub.frameArrived(payload, picture: ByteBuffer(string: picture), generation: 1))
            versions.append(hub.newest?.contentVersion ?? 0)
        }
        #expect(versions == [1, 1, 3, 4])
    }

    @Test("receivers are called on their own loop, once, and not before it runs")
    func loops() throws {
        let hub = try self.hub()
        hub.workerReady(RecordingPort(generation: 1))
        let (here, there) = (EmbeddedEventLoop(), EmbeddedEventLoop())
        let calls = Mutex<[String]>([])
        let people = (0..<4).map { _ in EmbeddedWatcher() }
        for (number, person) in people.enumerated() {
            let loop = number < 3 ? here : there
            let receiver = FrameReceiver(id: ObjectIdentifier(person), eventLoop: loop) { _ in
                calls.withLock { $0.append(number < 3 ? "here" : "there") }
            }
            hub.wait(receiver, for: FrameDemand(newerThan: 0))
        }
        #expect(self.arrive(hub, 1))
        #expect(calls.withLock { $0 }.isEmpty)
        here.run()
        #expect(calls.withLock { $0 } == ["here", "here", "here"])
        there.run()
        here.run()
        #expect(calls.withLock { $0 } == ["here", "here", "here", "there"])
    }

    @Test("from many threads at once every wait is answered once")
    func threads() async throws {
        let hub = try self.hub()
        hub.workerReady(RecordingPort(generation: 1))
        let group = MultiThreadedEventLoopGroup.singleton
        let answered = Tally()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    let loop = group.next()
                    var version: UInt64 = 0
                    for _ in 0..<50 {
                        let promise = loop.makePromise(of: UInt64.self)
                        let receiver = FrameReceiver(id: ObjectIdentifier(promise.futureResult), eventLoop: loop) {
                            answered.add()
                            promise.succeed($0.version)
                        }
                        hub.wait(receiver, for: FrameDemand(newerThan: version))
                        version = try await promise.futureResult.get()
                    }
                }
            }
            let feeder = Task {
                var sequence: UInt64 = 0
                while !Task.isCancelled {
                    if hub.isWanted {
                        sequence += 1
                        let picture = ByteBuffer(string: "x")
                        _ = hub.frameArrived(.example(sequence: sequence), picture: picture, generation: 1)
                    }
                    await Task.yield()
                }
            }
            try await tasks.waitForAll()
            feeder.cancel()
        }
        #expect(answered.count == 400)
        #expect(!hub.isWanted)
    }

    @Test("a hub has a view for each camera, and keeps pictures for push cameras only")
    func frameHub() throws {
        let (yard, gate) = (try CameraID("yard"), try CameraID("gate"))
        let hub = FrameHub(cameras: [
            CameraConfiguration(id: yard, name: "Yard", source: .demo(.init()), staleAfter: nil),
            CameraConfiguration(
                id: gate,
                name: "Gate",
                source: .push(.init(buffer: 2, webhookID: Secret("x"))),
                staleAfter: nil
            ),
        ])
        #expect(hub[yard]?.id == ViewID(camera: yard))
        #expect(hub[try CameraID("none")] == nil)
        let push = try #require(hub[gate])
        push.workerReady(RecordingPort(generation: 1))
        for sequence in 1...3 as ClosedRange<UInt64> {
            let payload = FramePayload.example(sequence: sequence, flags: .keep)
            #expect(push.frameArrived(payload, picture: ByteBuffer(string: "x"), generation: 1))
        }
        #expect(push.kept.map(\.payload.sequence) == [2, 3])
        #expect("\(ViewID(camera: gate)) \(ViewID(camera: gate, number: 2))" == "gate gate/2")
    }
}

/// A count that many threads add to.
private final class Tally: Sendable {
    private let value = Mutex(0)

    var count: Int { self.value.withLock { $0 } }

    func add() { self.value.withLock { $0 += 1 } }
}
