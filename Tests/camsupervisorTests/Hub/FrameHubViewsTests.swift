import IPC
import NIOCore
import NIOEmbedded
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("FrameHub: the views of cameras")
struct FrameHubViewsTests {
    private let yard: CameraID
    private let camera: CameraConfiguration
    private let hub: FrameHub
    private let main: ViewHub

    init() throws {
        self.yard = try CameraID("yard")
        self.camera = CameraConfiguration(
            id: self.yard,
            name: "Yard",
            source: .demo(.init(views: 3)),
            staleAfter: .seconds(10)
        )
        self.hub = FrameHub(cameras: [self.camera])
        self.main = try #require(self.hub[self.yard])
    }

    private func views(_ keys: String...) -> [ViewDeclaration] {
        [ViewDeclaration(key: "main", name: "")] + keys.map { ViewDeclaration(key: $0, name: $0) }
    }

    @Test("views come with their declaration, and are found by number and key")
    func declared() throws {
        let views = try #require(self.hub.declare(self.views("sub", "side"), of: self.main, generation: 1))
        #expect(views.count == 3 && views[0] === self.main)
        #expect(self.hub[ViewID(camera: self.yard, number: 1)] === views[1])
        #expect(self.hub[self.yard, key: "side"] === views[2])
        #expect(self.hub[self.yard, key: "main"] == nil, "the camera itself is found by its name alone")
        #expect(self.hub[ViewID(camera: self.yard, number: 3)] == nil)
        #expect(views.map(\.id.number) == [0, 1, 2])
    }

    @Test("a later worker that counts otherwise finds the same views, and asks by its own numbers")
    func moved() throws {
        let first = try #require(self.hub.declare(self.views("sub", "side"), of: self.main, generation: 1))
        let (old, new) = (RecordingPort(generation: 1), RecordingPort(generation: 2))
        first[2].workerReady(old, number: 2)
        first[2].viewerCame()
        #expect(old.wants.last?.view == 2)
        first[2].workerGone(generation: 1)
        let second = try #require(self.hub.declare(self.views("side", "sub"), of: self.main, generation: 2))
        #expect(second[1] === first[2] && second[2] === first[1])
        second[1].workerReady(new, number: 1)
        #expect(new.wants.map(\.view) == [1], "its viewer is asked for at once")
        #expect(second[1].viewers == 1)
        #expect(!second[1].frameArrived(.example(view: 1), picture: ByteBuffer(string: "x"), generation: 2))
    }

    @Test("what a later worker does not have is dropped, and who watches is told to look")
    func dropped() throws {
        let told = Mutex(0)
        self.hub.whenDropped { told.withLock { $0 += 1 } }
        let first = try #require(self.hub.declare(self.views("sub", "side"), of: self.main, generation: 1))
        _ = try #require(self.hub.declare(self.views("side"), of: self.main, generation: 2))
        #expect(self.hub[self.yard, key: "sub"] == nil && told.withLock { $0 } == 1)
        #expect(self.hub[ViewID(camera: self.yard, number: 1)] === first[2])
        let again = try #require(self.hub.declare(self.views("side", "sub"), of: self.main, generation: 3))
        #expect(again[2] !== first[1], "what was dropped does not come back with its viewers")
        #expect(told.withLock { $0 } == 1)
    }

    @Test("a worker that comes too late changes nothing, nor does one of a camera that was removed")
    func late() throws {
        _ = try #require(self.hub.declare(self.views("sub"), of: self.main, generation: 2))
        #expect(self.hub.declare(self.views(), of: self.main, generation: 1) == nil)
        #expect(self.hub[self.yard, key: "sub"] != nil)
        self.hub.remove(self.yard)
        let back = self.hub.adopt(self.camera)
        #expect(self.hub.declare(self.views("sub"), of: self.main, generation: 9) == nil)
        #expect(self.hub[self.yard, key: "sub"] == nil)
        #expect(self.hub.declare(self.views("sub"), of: back, generation: 1) != nil)
    }

    @Test("no two views ever have a version in common")
    func versions() throws {
        let views = try #require(self.hub.declare(self.views("sub", "side"), of: self.main, generation: 1))
        var versions: Set<UInt64> = []
        for view in views {
            view.workerReady(RecordingPort(generation: 1), number: view.id.number)
            let loop = EmbeddedEventLoop()
            let receiver = FrameReceiver(id: ObjectIdentifier(loop), eventLoop: loop) { _ in }
            view.wait(receiver, for: FrameDemand(newerThan: 0))
            #expect(view.frameArrived(.example(), picture: ByteBuffer(string: "x"), generation: 1))
            versions.insert(try #require(view.newest).contentVersion)
        }
        #expect(versions.count == 3)
    }

    @Test("what keeps a stream open without viewers is the camera's own")
    func preload() throws {
        var stream = StreamConfiguration(url: try CameraAddress("rtsp://192.0.2.1/a"))
        stream.isPreloaded = true
        var camera = self.camera
        camera.source = .generic(GenericConfiguration(stream: stream))
        let main = self.hub.adopt(camera)
        let views = try #require(self.hub.declare(self.views("sub"), of: main, generation: 1))
        self.hub.adopt(camera)
        #expect(main.media.settings.isAlwaysOn && !views[1].media.settings.isAlwaysOn)
    }
}
