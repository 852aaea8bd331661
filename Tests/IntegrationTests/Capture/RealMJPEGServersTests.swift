import IPC
import Shared
import TestSupport
import Testing

@Suite("Real MJPEG servers", .takesTurns)
struct RealMJPEGServersTests {
    private static func watch(_ url: String, _ more: String = "", pictures: Int = 5) async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(url)'\(more) } }"
        )
        let viewers = (0..<2).map { _ in supervisor.viewer("cam") }
        try await supervisor.waitForState("cam", "live", within: .seconds(30))
        for viewer in viewers { try await viewer.waitForParts(pictures, within: .seconds(30)) }
        #expect(viewers.allSatisfy { $0.isWatching && $0.seen.sightings.allSatisfy { $0.isWhole } })
        let still = try await supervisor.still("cam")
        #expect(still.status == 200 && still["Content-Type"] == "image/jpeg", "\(still)")
        #expect(PictureCheck.isWholeJPEG(still.body))
        #expect(try await supervisor.camera("cam").lastExits.isEmpty)
    }

    @Test("ffmpeg's mpjpeg output, with and without a media type", arguments: [true, false])
    func ffmpeg(declaresType: Bool) async throws {
        let camera = try await FFmpegCamera.start(declaresType: declaresType)
        try await Self.watch(camera.url)
    }

    @Test("ffmpeg that ends and comes again")
    func ffmpegAgain() async throws {
        let camera = try await FFmpegCamera.start()
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url)' } }"
        )
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(5, within: .seconds(30))
        camera.interrupt()
        try await waitUntil("it runs again") { camera.starts == 2 }
        let seen = viewer.partCount
        try await waitUntil("pictures are back", within: .seconds(30)) { viewer.partCount > seen + 10 }
        #expect(viewer.isWatching && viewer.sawOnlyWholeAndNewer)
    }

    @Test("motion")
    func motion() async throws {
        let camera = try await MotionCamera.start()
        try await Self.watch(camera.url)
    }

    @Test("ustreamer, which asks for Basic, with its snapshot URL")
    func ustreamer() async throws {
        let camera = try await UstreamerCamera.start(user: "viewer", password: "right")
        try await Self.watch(
            camera.streamURL,
            ", still_image_url: '\(camera.snapshotURL)', username: viewer, password: right",
            pictures: 3
        )
    }

    @Test(
        "a camera behind lighttpd: TLS with a certificate nobody knows, Basic, Digest",
        arguments: [LighttpdServer.Protection.none, .basic, .digest]
    )
    func proxied(protection: LighttpdServer.Protection) async throws {
        let camera = try FakeCamera.start { $0["/camera/video"] = .mjpeg() }
        let server = try await LighttpdServer.start {
            $0.protection = protection
            $0.hasTLS = true
            $0.proxiedPort = camera.port
            $0.user = "viewer"
            $0.password = "right"
        }
        try await Self.watch(server.url("/camera/video"), ", verify_ssl: false, username: viewer, password: right")
        #expect(camera.peakConnections == 1)
    }
}
