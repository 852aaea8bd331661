import IPC
import NIOPosix
import Shared
import Testing

@testable import camsupervisor

@Suite("One try of a camera's video")
struct VideoProbeTests {
    private final class Port: MediaPort {
        let generation: UInt32 = 1

        func send(_ want: WantMedia) {}
    }

    private let gate: CameraID
    private let board: CameraBoard
    private let view = MediaView()

    init() throws {
        self.gate = try CameraID("gate")
        let device = try CameraURL("http://192.0.2.1/onvif/device_service")
        let camera = CameraConfiguration(
            id: self.gate,
            name: "Gate",
            source: .onvif(ONVIFConfiguration(device: device)),
            staleAfter: .seconds(10)
        )
        let status = CameraStatus(id: self.gate, name: "Gate", platform: "onvif", stateSince: .now())
        self.board = CameraBoard([.init(configuration: camera, status: status)])
    }

    private func probe() async -> VideoProbe.Outcome {
        let probe = VideoProbe(board: self.board, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        return await probe.probe(EntityID(of: self.gate), self.view)
    }

    @Test("a device whose profile is JPEG is well without any")
    func pictures() async {
        self.view.workerReady(Port(), hasMedia: false)
        let outcome = await self.probe()
        #expect(outcome.ok && outcome.words == "its profile is JPEG: pictures, and no video")
    }

    @Test("one that may have some and brings none is not")
    func nothing() async {
        self.view.workerReady(Port(), hasMedia: true)
        self.board.publishStop()
        let outcome = await self.probe()
        #expect(!outcome.ok && outcome.words.hasPrefix("no video came within"))
    }

    @Test("one that is away says why itself")
    func away() async throws {
        self.view.workerReady(Port(), hasMedia: true)
        var status = try #require(self.board[self.gate]?.status)
        (status.state, status.reason) = (.refused, "http://192.0.2.1: user or password is wrong")
        self.board.publish(status)
        self.board.publishStop()
        let outcome = await self.probe()
        #expect(!outcome.ok && outcome.words == "http://192.0.2.1: user or password is wrong")
    }

    @Test("no second try of a device whose picture failed already, but of a URL of its own")
    func afterPictures() throws {
        #expect(self.board[self.gate]?.configuration?.hasVideoWithoutPictures == false)
        let stream = CameraConfiguration(id: self.gate, name: "", source: .demo(.init()), staleAfter: nil)
        #expect(stream.hasVideoWithoutPictures)
    }
}
