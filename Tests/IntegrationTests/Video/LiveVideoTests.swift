import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// HLS and live MP4 as others' programs read them.
@Suite("Live video, read by ffmpeg", .takesTurns)
struct LiveVideoTests {
    /// What a program said and how it ended.
    static func run(
        _ program: String,
        _ arguments: [String]
    ) async throws -> (status: ProgramExit, text: String) {
        let running = try RunningProgram(InstalledTool.path(of: program), arguments)
        let exit = try await running.waitForExit(within: .seconds(60))
        try await running.waitForOutput()
        return (exit, running.standardOutput + running.standardError)
    }

    /// Decodes some seconds; a warning is words.
    static func decode(_ url: String, seconds: Int, before options: [String] = []) async throws -> String {
        let (exit, text) = try await Self.run(
            "ffmpeg",
            ["-hide_banner", "-loglevel", "warning", "-nostdin"] + options
                // Two pictures beside a gap may be closer than a frame; that is no fault, unless one counts in frames.
                + ["-i", url, "-t", "\(seconds)", "-map", "0", "-fps_mode", "passthrough"]
                + ["-enc_time_base:v", "1:90000", "-f", "null", "-"]
        )
        // Its HLS reader takes the initialization segment again with each playlist, and its MP4 reader says so.
        let others = text.split(separator: "\n").filter { line in
            !line.contains("Found duplicated MOOV Atom") && !line.contains("Last message repeated")
        }
        return (exit == .code(0) ? "" : "\(exit) ") + others.joined(separator: "\n")
    }

    @Test("HLS decodes without a warning, with parts and without", arguments: [true, false])
    func hls(_ isLowLatency: Bool) async throws {
        let film = try await FilmingSupervisor(
            ["steady"],
            more: "stream: { ll_hls: \(isLowLatency), segment_duration: 2 }"
        )
        #expect(try await Self.decode(film.url(of: "steady"), seconds: 5) == "")
    }

    @Test("GStreamer reads HLS with picture and sound, also over a worker's death, and no time goes back")
    func gstreamer() async throws {
        let film = try await FilmingSupervisor(["steady"], more: "stream: { segment_duration: 2 }")
        let url = try await film.url(of: "steady")
        let path = try await film.path(of: "steady").replacing("master_", with: "")
        try await waitUntil("a segment is complete", within: .seconds(20)) {
            try await film.http.get(path).text.contains("segment/0.m4s")
        }
        kill(try await film.supervisor.workerPID(of: "steady"), SIGKILL)
        let reader = try RunningProgram(TestPrograms.path(of: "hls-reader"), [url, "60"])
        let exit = try await reader.waitForExit(within: .seconds(60))
        try await reader.waitForOutput()
        #expect(exit == .code(0), "\(reader.standardError)")
        #expect(reader.standardOutput == "video/x-h264 enough forward\naudio/mpeg enough forward\n")
    }

    @Test("a stream that no player of MP4 takes is said to be one, at once")
    func motionJPEG() async throws {
        let camera = try await RTSPCamera.start(["--codec", "mjpeg"])
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, stream_source: '\(camera.url)' } }"
        )
        let answer = try await HTTPClient(port: supervisor.port).get("/api/camera_stream/cam.mp4")
        #expect(answer.status == 404 && answer.text.contains("an MJPEG stream has no HLS or MP4"), "\(answer)")
        #expect(try await supervisor.still("cam", query: "").status == 200)
    }

    @Test("a real camera with sound, over RTSP and over the death of its worker")
    func camera() async throws {
        let camera = try await RTSPCamera.start(["--audio", "aac", "--gop", "50"])
        let supervisor = try await RunningSupervisor(
            """
            supervision: { initial_backoff: 500 ms, maximum_backoff: 500 ms }
            stream: { segment_duration: 2 }
            cameras: { yard: { platform: generic, stream_source: '\(camera.url)' } }
            """
        )
        let answer = try await supervisor.http.get("/api/camera_stream/yard").text
        let path = try #require(answer.split(separator: "\"").first { $0.hasPrefix("/api/hls/") })
        let root = "http://127.0.0.1:\(supervisor.port)"
        #expect(try await Self.decode("\(root)\(path)", seconds: 4) == "")
        async let live = Self.decode("\(root)/api/camera_stream/yard.mp4", seconds: 9)
        try await waitUntil("somebody watches", within: .seconds(20)) {
            try await supervisor.http.get("/metrics").text.contains("viewers{camera=\"yard\",kind=\"mp4\"} 1")
        }
        kill(try await supervisor.workerPID(of: "yard"), SIGKILL)
        let liveWords = try await live
        #expect(liveWords == "", "\(liveWords)")
        let words = try await supervisor.http.get("\(path)".replacing("master_", with: "")).text
        // On a busy machine it has left the list, and is counted.
        let isListed = words.contains("#EXT-X-DISCONTINUITY\n")
        #expect(isListed || words.contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n"), "\(words)")
    }

    @Test("the service ends in time although somebody watches")
    func end() async throws {
        let film = try await FilmingSupervisor(["steady"])
        let viewer = Task { try? await film.http.get("/api/camera_stream/steady.mp4").body.count }
        try await waitUntil("somebody watches", within: .seconds(20)) {
            try await film.http.get("/metrics").text.contains("viewers{camera=\"steady\",kind=\"mp4\"} 1")
        }
        let start = MonotonicTime.now()
        #expect(try await film.supervisor.stop() == .code(0))
        #expect(MonotonicTime.now().since(start) < .seconds(5))
        _ = await viewer.value
    }

    @Test("live MP4 has picture and sound and decodes without a warning")
    func live() async throws {
        let film = try await FilmingSupervisor(["steady"])
        #expect(try await Self.decode(film.liveURL(of: "steady"), seconds: 3) == "")
        let (_, words) = try await Self.run(
            "ffprobe",
            ["-v", "warning", "-read_intervals", "%+1", "-show_entries", "stream=codec_name,start_time", "-of", "csv"]
                + [film.liveURL(of: "steady")]
        )
        let streams = words.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        #expect(streams.map { $0[1] } == ["h264", "aac"], "\(words)")
        // One of both begins at 0, the other within one of its samples.
        let starts = streams.compactMap { Double($0[2]) }
        #expect(starts.min() == 0 && (starts.max() ?? 1) < 0.03, "\(words)")
    }

    @Test("over a worker's death HLS goes on with a discontinuity, and live MP4 with a gap")
    func death() async throws {
        let film = try await FilmingSupervisor(["steady"], more: "stream: { segment_duration: 2 }")
        async let hls = Self.decode(film.url(of: "steady"), seconds: 9)
        async let live = Self.decode(film.liveURL(of: "steady"), seconds: 9)
        let path = try await film.path(of: "steady").replacing("master_", with: "")
        try await waitUntil("two segments are complete", within: .seconds(20)) {
            try await film.http.get(path).text.contains("segment/1.m4s")
        }
        kill(try await film.supervisor.workerPID(of: "steady"), SIGKILL)
        try await waitUntil("the playlist says so", within: .seconds(20)) {
            let text = try await film.http.get(path).text
            // Behind what was there before; on a busy machine the first segments have left the list by then.
            return text.firstRange(of: "#EXT-X-DISCONTINUITY\n").map { text[..<$0.lowerBound].contains(".m4s") }
                ?? false
        }
        #expect(try await hls == "")
        let liveWords = try await live
        #expect(liveWords == "", "\(liveWords)")
    }

    @Test("another coding is another initialization segment in HLS, and the end of live MP4")
    func changes() async throws {
        let film = try await FilmingSupervisor(["changes"], more: "stream: { segment_duration: 2 }")
        let path = try await film.path(of: "changes").replacing("master_", with: "")
        let live = try await film.http.get("/api/camera_stream/changes.mp4")
        #expect(live.status == 200 && live.body.count > 10_000)
        try await waitUntil("the playlist has both", within: .seconds(20)) {
            let text = try await film.http.get(path).text
            return text.contains("\"init.mp4\"") && text.contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-2.mp4\"")
        }
    }

    @Test("video that stops is stale, and parts out of order end their worker, in words")
    func trouble() async throws {
        let film = try await FilmingSupervisor(
            ["silent", "odd"],
            more: "defaults: { stale_after: 1 s }"
        )
        _ = try await film.path(of: "silent")
        _ = try await film.path(of: "odd")
        try await waitUntil("silent is stale", within: .seconds(30)) {
            _ = try await film.http.get("/api/camera_stream/silent")
            return try await film.supervisor.camera("silent").state == "stale"
        }
        try await waitUntil("odd was ended", within: .seconds(30)) {
            try await film.supervisor.camera("odd").lastExits.contains {
                $0.reason.contains("malformed mediaPart message: number 12 after 4")
            }
        }
    }
}
