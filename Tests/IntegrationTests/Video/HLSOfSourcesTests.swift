import Glibc
import TestSupport
import Testing

/// What comes in in every way goes out as HLS that others' programs read.
@Suite("HLS of every source", .takesTurns)
struct HLSOfSourcesTests {
    private static let sound = [["testsrc2=size=320x240:rate=25"], ["sine=frequency=440:sample_rate=16000"]]

    /// Reads the camera's HLS for some seconds.
    ///
    /// - Parameter server: whatever has to live until it is over.
    private static func expectHLS(
        of url: String,
        from server: AnyObject?,
        more: String = "",
        tracks: [String],
        codecs: String
    ) async throws {
        defer { withExtendedLifetime(server) {} }
        let supervisor = try await RunningSupervisor(
            """
            stream: { segment_duration: 2 }
            \(more)
            cameras: { cam: { platform: generic, stream_source: '\(url)' }, other: { platform: demo } }
            """
        )
        let answer = try await supervisor.http.get("/api/camera_stream/cam").text
        let path = try #require(answer.split(separator: "\"").first { $0.hasPrefix("/api/hls/") })
        let playlist = "http://127.0.0.1:\(supervisor.port)\(path)"
        #expect(try await LiveVideoTests.decode(playlist, seconds: 5) == "")
        let (_, words) = try await LiveVideoTests.run(
            "ffprobe",
            ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", playlist]
        )
        // Once by its program, once by itself.
        #expect(Set(words.split(separator: "\n").map(String.init)) == Set(tracks), "\(words)")
        #expect(try await supervisor.http.get("\(path)").text.contains("CODECS=\"\(codecs)"))
        try await supervisor.expectOneWorker()
    }

    @Test("MPEG-TS and FLV by HTTP, with sound", arguments: ["mpegts", "flv"])
    func containers(_ format: String) async throws {
        let coding = FFmpegStream.h264 + ["-c:a", "aac", "-ar", format == "flv" ? "22050" : "16000"]
        let camera = try await FFmpegStream.start(format, inputs: Self.sound, coding: coding)
        try await Self.expectHLS(of: camera.url, from: camera, tracks: ["h264", "aac"], codecs: "avc1.42")
    }

    @Test("a film with B-frames and sound, looped")
    func film() async throws {
        let folder = try TemporaryFolder()
        // The worker may have a user of its own.
        chmod(folder.path, 0o755)
        let path = folder.path(of: "film.mp4")
        let (exit, words) = try await LiveVideoTests.run(
            "ffmpeg",
            ["-nostdin", "-v", "error", "-f", "lavfi", "-i", Self.sound[0][0], "-f", "lavfi", "-i", Self.sound[1][0]]
                + ["-t", "4", "-c:v", "libx264", "-preset", "fast", "-bf", "2", "-g", "25", "-pix_fmt", "yuv420p"]
                + ["-c:a", "aac", path]
        )
        #expect(exit == .code(0), "\(words)")
        let more = "files: { read: ['\(folder.path)'] }"
        try await Self.expectHLS(
            of: "file://\(path)",
            from: nil,
            more: more,
            tracks: ["h264", "aac"],
            codecs: "avc1.64"
        )
        withExtendedLifetime(folder) {}
    }

    @Test("H.265 by RTSP, with sound that is made AAC and without", arguments: [[], ["--audio", "opus"]])
    func h265(_ sound: [String]) async throws {
        let camera = try await RTSPCamera.start(["--codec", "h265"] + sound)
        let tracks = sound.isEmpty ? ["hevc"] : ["hevc", "aac"]
        try await Self.expectHLS(of: camera.url, from: camera, tracks: tracks, codecs: "hvc1.1.6.L")
    }

    @Test("H.265 in MPEG-TS")
    func h265InTransportStream() async throws {
        let coding = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=25:bframes=2"]
        let camera = try await FFmpegStream.start("mpegts", coding: coding)
        try await Self.expectHLS(of: camera.url, from: camera, tracks: ["hevc"], codecs: "hvc1.")
    }
}
