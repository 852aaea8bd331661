import Shared
import TestSupport
import Testing

/// Two of a hundred packets never come, as over a bad wireless network.
@Suite("Packets that get lost", .takesTurns)
struct LostPacketTests {
    @Test("pictures are left out and none is torn; stills, viewers and live video go on, on one worker")
    func lost() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--lose", "2", "--film", "640x368"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(60, within: .seconds(60))
        #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
        for _ in 1...3 {
            let still = try await supervisor.still("cam")
            #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        }
        #expect(camera.connections == 1)
        try await supervisor.expectOneWorker()
    }

    @Test("by UDP itself, with sound: pictures and media go on, and players find key frames")
    func udp() async throws {
        let camera = try await RTSPCamera.start(["--size", "320x240", "--audio", "pcmu"])
        let relay = try await RTSPCamera.start([camera.url, "2"], program: "lossy-relay")
        let supervisor = try await RunningSupervisor.streaming(relay.url, ", rtsp_transport: udp, preload_stream: true")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(100, within: .seconds(60))
        #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
        #expect(try await supervisor.still("cam").status == 200)
        let answer = try await supervisor.http.get("/api/camera_stream/cam").text
        let path = try #require(answer.split(separator: "\"").first { $0.hasPrefix("/api/hls/") })
        let (exit, words) = try await LiveVideoTests.run(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-i", "http://127.0.0.1:\(supervisor.port)\(path)", "-t", "4", "-f", "null",
                "-",
            ]
        )
        #expect(exit == .code(0), "\(words)")
        try await supervisor.expectOneWorker()
        withExtendedLifetime(camera) {}
    }
}
