import IPC
import Shared
import TestSupport
import Testing

/// What Debian has of cameras and servers, against the real worker.
@Suite("A worker and real servers")
struct RealCameraTests {
    private func expectPictures(_ configuration: CameraConfiguration, line: Int = #line) async throws {
        let worker = try await DrivenWorker.ready(configuration)
        for _ in 1...3 {
            try worker.want()
            let bytes = try await worker.frame(within: .seconds(20), line: line).bytes
            #expect(PictureCheck.isWhole(bytes))
        }
    }

    @Test("ffmpeg's mpjpeg output")
    func ffmpeg() async throws {
        let camera = try await FFmpegCamera.start()
        try await self.expectPictures(try Configurations.mjpeg(camera.url))
        camera.stop()
    }

    @Test("motion's stream")
    func motion() async throws {
        let camera = try await MotionCamera.start()
        try await self.expectPictures(try Configurations.mjpeg(camera.url))
        try await camera.stop()
    }

    @Test("ustreamer's stream and snapshot, with a password")
    func ustreamer() async throws {
        let camera = try await UstreamerCamera.start(user: "viewer", password: "secret")
        let credentials = Credentials(user: Secret("viewer"), password: Secret("secret"))
        try await self.expectPictures(try Configurations.mjpeg(camera.streamURL) { $0.credentials = credentials })
        try await self.expectPictures(try Configurations.still(camera.snapshotURL) { $0.credentials = credentials })
        try await camera.stop()
    }

    @Test("lighttpd with Basic and with Digest", arguments: [LighttpdServer.Protection.basic, .digest])
    func lighttpd(protection: LighttpdServer.Protection) async throws {
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": TestPicture(counter: 1).bytes]
            $0.protection = protection
            $0.redirects = ["/old.jpg": "/a.jpg"]
        }
        let right = Credentials(user: Secret(server.options.user), password: Secret(server.options.password))
        for path in ["/a.jpg", "/old.jpg"] {
            let configuration = try Configurations.still(server.url(path)) { $0.credentials = right }
            let bytes = try await DrivenWorker.ready(configuration).fetch()
            #expect(TestPicture.counter(in: bytes) == 1)
        }
        let wrong = try Configurations.still(server.url("/a.jpg")) {
            $0.credentials = Credentials(user: right.user, password: Secret("wrong"))
        }
        let worker = try await DrivenWorker.ready(wrong)
        try worker.want()
        _ = try await worker.state(.refused)
        try await server.stop()
    }
}
