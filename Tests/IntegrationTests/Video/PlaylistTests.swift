import Shared
import TestSupport
import Testing

/// HLS as a source: what a playlist names is opened by rules of ours.
@Suite("Playlists as sources", .takesTurns)
struct PlaylistTests {
    private static let type = "application/vnd.apple.mpegurl"

    private static func playlist(_ line: String) -> CameraAnswer {
        .bytes(
            Array("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(line)\n#EXTINF:1,\n\(line)?2\n".utf8),
            type: Self.type
        )
    }

    @Test("ffmpeg's live playlist, by HTTP and by TLS", arguments: [false, true])
    func live(_ hasTLS: Bool) async throws {
        let playlist = try await LivePlaylist.start(hasTLS: hasTLS)
        let supervisor = try await RunningSupervisor.streaming(playlist.url, hasTLS ? ", verify_ssl: false" : "")
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(100, within: .seconds(60))
        #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
        try await supervisor.expectOneWorker()
    }

    @Test("segments behind a certificate nobody signed are refused, though the playlist was in the open")
    func segmentsByTLS() async throws {
        let live = try await LivePlaylist.start(hasTLS: true)
        let camera = try FakeCamera.start { $0["/live.m3u8"] = .bytes(live.absolute, type: Self.type) }
        let careful = try await RunningSupervisor.streaming(camera.url("/live.m3u8"))
        _ = try await careful.still("cam", query: "")
        let reason = try await waitFor("the certificate is complained about", within: .seconds(60)) {
            camera.update { $0["/live.m3u8"] = .bytes(live.absolute, type: Self.type) }
            _ = try await careful.still("cam", query: "")
            let seen = try await careful.camera("cam")
            return seen.reason?.contains("certificate") == true ? seen : nil
        }
        // The port of the segments was learnt; that is another worker, once.
        #expect(reason.worker.generation == 2 && reason.lastExits.first?.exitCode == 75, "\(reason)")
        #expect(!live.server.accessLog.contains("GET"), "\(live.server.accessLog)")
    }

    @Test("segments on another port are fetched by the next worker, which may go there")
    func segmentsElsewhere() async throws {
        let live = try await LivePlaylist.start()
        let camera = try FakeCamera.start { $0["/live.m3u8"] = .bytes(live.absolute, type: Self.type) }
        let supervisor = try await RunningSupervisor.streaming(camera.url("/live.m3u8"))
        try await waitUntil("a still comes", within: .seconds(60)) {
            camera.update { $0["/live.m3u8"] = .bytes(live.absolute, type: Self.type) }
            return try await supervisor.still("cam", query: "").status == 200
        }
        let seen = try await supervisor.camera("cam")
        #expect(seen.worker.generation == 2 && seen.lastExits.map(\.exitCode) == [75], "\(seen)")
    }

    @Test(
        "what is no segment of HTTP is not opened",
        arguments: [
            "file:///etc/passwd", "tcp://127.0.0.1:$PORT", "rtmp://127.0.0.1:$PORT/a", "udp://127.0.0.1:$PORT",
            "concat:file:///etc/passwd|file:///etc/passwd", "subfile,,start,0,end,0,,:/etc/passwd", "/etc/passwd",
            "data:text/plain,hello", "gopher://127.0.0.1:$PORT/1", "crypto+file:///etc/passwd",
        ]
    )
    func forbidden(_ line: String) async throws {
        let listener = try ListeningDescriptor()
        let camera = try FakeCamera.start {
            $0["/live.m3u8"] = Self.playlist(line.replacing("$PORT", with: "\(listener.port)"))
        }
        let supervisor = try await RunningSupervisor.streaming(camera.url("/live.m3u8"))
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 503, "\(still)")
        #expect(!listener.hasConnection, "it went there")
        try await supervisor.expectOneWorker()
    }

    @Test("a playlist without an end that names nothing, or itself, ends in words", arguments: ["", "/live.m3u8"])
    func hollow(_ line: String) async throws {
        let camera = try FakeCamera.start { $0["/live.m3u8"] = Self.playlist(line) }
        let supervisor = try await RunningSupervisor.streaming(camera.url("/live.m3u8"))
        let reason = try await supervisor.reasonForNoStill()
        #expect(!reason.isEmpty)
    }
}
