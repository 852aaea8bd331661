import IPC
import Shared
import TestSupport
import Testing

@Suite("An Amcrest camera's worker, its pictures")
struct AmcrestPicturesTests {
    private static let password = "pass=word 1;"

    private func camera() throws -> FakeCamera {
        try FakeCamera.start {
            $0["/cgi-bin/snapshot.cgi"] = .still()
            $0["/cgi-bin/mjpg/video.cgi"] = .mjpeg()
            $0.authentication = .digest(user: "admin", password: Self.password)
        }
    }

    private func configuration(
        of camera: FakeCamera,
        _ change: (inout AmcrestConfiguration) -> Void = { _ in }
    ) throws -> CameraConfiguration {
        var amcrest = AmcrestConfiguration(
            server: try CameraURL(camera.url("/")),
            credentials: Credentials(user: Secret("admin"), password: Secret(Self.password)),
            frameRate: 20
        )
        change(&amcrest)
        return try Configurations.camera(.amcrest(amcrest))
    }

    private func snapshots(_ camera: FakeCamera) -> [String] {
        camera.requests.map(\.target).filter { $0.hasPrefix("/cgi-bin/snapshot.cgi") }
    }

    @Test("a still is the camera's snapshot, let in by Digest, over one connection")
    func snapshot() async throws {
        let camera = try self.camera()
        let worker = try await DrivenWorker.ready(try self.configuration(of: camera))
        for counter in 1...3 { #expect(TestPicture.counter(in: try await worker.fetch()) == counter) }
        // One challenge, and three that were answered.
        #expect(self.snapshots(camera) == Array(repeating: "/cgi-bin/snapshot.cgi", count: 4))
    }

    @Test("another channel and the sub stream are asked for by name")
    func channel() async throws {
        let camera = try self.camera()
        let configuration = try self.configuration(of: camera) {
            $0.channel = 3
            $0.resolution = .low
        }
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        #expect(Set(self.snapshots(camera)) == ["/cgi-bin/snapshot.cgi?channel=3&type=1"])
    }

    @Test(
        "a camera that does not know `type` is asked without it from then on, and says so once",
        arguments: [AmcrestCamera.Trouble.status(400), .status(404), .status(501), .error("Bad Request!")],
        [AmcrestPictureSource.snapshot, .mjpeg]
    )
    func unknownType(_ trouble: AmcrestCamera.Trouble, _ source: AmcrestPictureSource) async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("snapshot.cgi?channel=1&type=1", trouble)
        let setting = try await AmcrestWorkerTests.Setting(camera) {
            $0.resolution = .low
            $0.pictureSource = source
        }
        for _ in 1...3 {
            let picture = try await setting.worker.fetch(viewers: source == .mjpeg ? 0 : 1, capturedAfter: .now())
            #expect(AmcrestPicture(picture)?.subtype == 0)
        }
        let snapshots = camera.commands.filter { $0.hasPrefix("snapshot.cgi") }
        #expect(snapshots.prefix(2) == ["snapshot.cgi?channel=1&type=1", "snapshot.cgi"])
        #expect(snapshots.count { $0.contains("type") } == 1)
        #expect(setting.worker.log.split(separator: "\n").count { $0.contains("'resolution: low'") } == 1)
        #expect(camera.strangeRequests == [])
    }

    @Test("a camera that has no picture at all for a moment is asked for that of its sub stream again")
    func noPictureAtAll() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("snapshot.cgi", .status(501), times: 2)
        let setting = try await AmcrestWorkerTests.Setting(camera) { $0.resolution = .low }
        #expect(AmcrestPicture(try await setting.worker.fetch())?.subtype == 1)
        #expect(!setting.worker.log.contains("'resolution: low'"))
    }

    @Test("stream_source: mjpeg streams to viewers, and a single picture is still a snapshot")
    func mjpeg() async throws {
        let camera = try self.camera()
        let worker = try await DrivenWorker.ready(try self.configuration(of: camera) { $0.pictureSource = .mjpeg })
        _ = try await worker.fetch(viewers: 0)
        #expect(!self.snapshots(camera).isEmpty)
        #expect(camera.requestCount("/cgi-bin/mjpg/video.cgi") == 0)
        for _ in 1...5 { _ = try await worker.fetch() }
        let streams = camera.requests.map(\.target).filter { $0.hasPrefix("/cgi-bin/mjpg") }
        #expect(Set(streams) == ["/cgi-bin/mjpg/video.cgi?channel=1&subtype=0"])
        #expect(camera.streams == 1)
    }
}
