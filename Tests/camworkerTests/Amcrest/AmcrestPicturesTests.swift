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
