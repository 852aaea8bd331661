import TestSupport
import Testing

/// RTSP cameras that describe sound and do not give it.
@Suite("Sound that is refused", .takesTurns)
struct RefusedSoundTests {
    @Test(
        "a camera that refuses the SETUP of its sound still gives its video",
        arguments: [
            ("461 Unsupported Transport", []), ("404 Not Found", []), ("453 Not Enough Bandwidth", ["--audio-first"]),
        ] as [(String, [String])]
    )
    func refused(_ status: String, _ more: [String]) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--audio", "--refuse-audio", status] + more)
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        // With the sound, and without.
        #expect(camera.count(of: "DESCRIBE") == 2 && camera.count(of: "PLAY") == 1, "\(camera.requests)")
        try await Self.expectVideo(of: supervisor, tracks: ["h264"])
        try await supervisor.expectOneWorker()
    }

    /// Live MP4 has these tracks.
    private static func expectVideo(of supervisor: RunningSupervisor, tracks: [String]) async throws {
        let url = "http://127.0.0.1:\(supervisor.port)/api/camera_stream/cam.mp4"
        let ffprobe = try RunningProgram(
            InstalledTool.path(of: "ffprobe", package: "ffmpeg"),
            ["-v", "error", "-read_intervals", "%+1", "-show_entries", "stream=codec_name", "-of", "csv=p=0", url]
        )
        try await ffprobe.waitForExit(within: .seconds(30))
        try await ffprobe.waitForOutput()
        let found = ffprobe.standardOutput.split(separator: "\n").map(String.init)
        #expect(found == tracks, "\(ffprobe.standardError)")
    }

    @Test("a camera that refuses every SETUP is asked twice, and says so in its own words")
    func all() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--audio", "--status", "SETUP:453:Not Enough Bandwidth"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let reason = try await supervisor.reasonForNoStill()
        #expect(reason.contains("453 Not Enough Bandwidth"), "\(reason)")
        try await supervisor.expectOneWorker()
    }
}
