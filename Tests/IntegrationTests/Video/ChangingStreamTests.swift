import TestSupport
import Testing

/// A publisher that begins anew on the connection that is open.
@Suite("FLV whose video and sound change", .takesTurns)
struct ChangingStreamTests {
    @Test("viewers, stills and HLS go on with the new size, on one worker")
    func flv() async throws {
        let film = try await ChangingFilm.flv(seconds: 8, in: TemporaryFolder())
        let server = try await LighttpdServer.start { $0.files["live.flv"] = film }
        let supervisor = try await RunningSupervisor.streaming(server.url("/live.flv"), ", preload_stream: true")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        try await waitUntil("larger pictures come", within: .seconds(30)) {
            PictureCheck.sizeOfJPEG(viewer.seen.lastPicture)?.width == 640
        }
        let still = try await supervisor.still("cam")
        #expect(PictureCheck.sizeOfJPEG(still.body)?.width == 640, "\(still)")
        let url = try await supervisor.http.get("/api/camera_stream/cam").text
        let path = try #require(url.split(separator: "\"").first { $0.hasPrefix("/api/hls/") })
        try await waitUntil("HLS has the new size", within: .seconds(20)) {
            try await supervisor.http.get("\(path)").text.contains("RESOLUTION=640x368")
        }
        #expect(viewer.isWatching)
        try await supervisor.expectOneWorker()
    }
}
