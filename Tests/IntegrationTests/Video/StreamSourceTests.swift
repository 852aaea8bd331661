import Shared
import TestSupport
import Testing

/// Streams that are not RTSP, from servers that others wrote.
@Suite("Streams by HTTP and RTMP", .takesTurns)
struct StreamSourceTests {
    /// - Parameter server: whatever has to live until it is over.
    private static func expectPictures(_ url: String, from server: AnyObject, _ more: String = "") async throws {
        defer { withExtendedLifetime(server) {} }
        let supervisor = try await RunningSupervisor.streaming(url, more)
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(30, within: .seconds(60))
        #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
        try await supervisor.expectOneWorker()
    }

    @Test(
        "MPEG-TS, FLV, and H.264 in no container and so without a single time stamp, from ffmpeg's own HTTP server",
        arguments: ["mpegts", "flv", "h264"]
    )
    func containers(_ format: String) async throws {
        let camera = try await FFmpegStream.start(format)
        try await Self.expectPictures(camera.url, from: camera)
    }

    @Test("MPEG-TS with sound")
    func sound() async throws {
        let inputs = [["testsrc2=size=320x240:rate=25"], ["sine=frequency=440"]]
        let camera = try await FFmpegStream.start("mpegts", inputs: inputs)
        try await Self.expectPictures(camera.url, from: camera)
    }

    @Test("RTMP, from ffmpeg's own server")
    func rtmp() async throws {
        let camera = try await FFmpegStream.start("flv", scheme: "rtmp")
        try await Self.expectPictures(camera.url, from: camera)
    }

    @Test("MJPEG in its multipart form, as a stream source")
    func multipart() async throws {
        let camera = try await FFmpegCamera.start()
        try await Self.expectPictures(camera.url, from: camera)
    }

    @Test("a server that is killed in the middle is connected to again; its viewer stays", arguments: ["http", "rtmp"])
    func killed(_ scheme: String) async throws {
        let camera = try await FFmpegStream.start("flv", scheme: scheme)
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        camera.interrupt()
        let seen = viewer.partCount
        try await waitUntil("pictures are back", within: .seconds(40)) { viewer.partCount > seen + 20 }
        #expect(viewer.isWatching)
        try await supervisor.expectOneWorker()
    }

    @Test("by TLS: a certificate nobody signed is refused, unless verify_ssl says no")
    func secure() async throws {
        let camera = try await FFmpegStream.start("mpegts")
        let server = try await LighttpdServer.start {
            $0.hasTLS = true
            $0.proxiedPort = camera.port
        }
        let careful = try await RunningSupervisor.streaming(server.url("/camera/stream"))
        let reason = try await careful.reasonForNoStill()
        #expect(reason.contains("certificate"), "\(reason)")
        #expect(camera.starts == 1, "nothing was asked of it")
        try await Self.expectPictures(server.url("/camera/stream"), from: camera, ", verify_ssl: false")
    }

    @Test("video that stops while sound goes on is stale, and soon not taken for a stream any more")
    func soundAlone() async throws {
        let inputs = [["-t", "4", "testsrc2=size=320x240:rate=25"], ["-t", "120", "sine=frequency=440"]]
        let camera = try await FFmpegStream.start("mpegts", inputs: inputs)
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        try await supervisor.waitForState("cam", "stale", within: .seconds(30))
        let before = viewer.partCount
        try await waitUntil("it is asked again", within: .seconds(60)) { camera.starts > 1 }
        try await waitUntil("pictures are back", within: .seconds(60)) { viewer.partCount > before + 20 }
        #expect(viewer.isWatching)
        try await supervisor.expectOneWorker()
    }

    @Test("a film outside of the folders that may be read is refused, whatever leads there")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        try folder.write([], to: "readable/.keep")
        try folder.write([], to: "private/film.mp4")
        let readable = folder.path(of: "readable")
        let paths = ["\(folder.path)/private/film.mp4", "\(readable)/../private/film.mp4"]
        for path in paths {
            await #expect(throws: (any Error).self, "\(path)") {
                let supervisor = try await RunningSupervisor(
                    "files: { read: ['\(readable)'] }\ncameras: { cam: { platform: generic, stream_source: 'file://\(path)' } }"
                )
                let state = try await supervisor.camera("cam").state
                guard state != "misconfigured" else { throw UnexpectedAnswer(answer: state) }
            }
        }
    }
}
