import TestSupport
import Testing

/// Real video of a scripted device's profiles, which a server of RTSP has at one port.
@Suite("Video of an ONVIF device's views, from end to end", .takesTurns)
struct ONVIFVideoTests {
    /// Width and height, as others' programs see them.
    private static func size(of url: String) async throws -> String {
        let (_, words) = try await LiveVideoTests.run(
            "ffprobe",
            ["-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height", "-of", "csv=p=0", url]
        )
        // Of HLS once by its program, once by itself.
        return words.split(separator: "\n").first.map(String.init) ?? words
    }

    @Test("a view above 0 has HLS, MP4 and recordings of its own profile")
    func secondView() async throws {
        let video = try await RTSPCamera.start(["--also", "Profile_1=640x360", "--also", "Profile_2=320x180"])
        let camera = try ONVIFCamera.start {
            $0.profiles = [
                ScriptedProfile("Profile_1", .h264, 640, 360), ScriptedProfile("Profile_2", .h264, 320, 180),
            ]
            $0.rtspPort = video.port
        }
        let folder = try TemporaryFolder()
        let supervisor = try await RunningSupervisor(
            """
            files: { write: [\(folder.path)] }
            stream: { segment_duration: 2 }
            cameras:
              yard:
                platform: onvif
                host: 127.0.0.1
                port: \(camera.port)
                username: \(camera.user)
                password: "\(camera.password)"
                events: off
                entities: { enable: ["camera.*"] }
            """
        )
        let root = "http://127.0.0.1:\(supervisor.port)"
        for (name, size) in [("yard_profile_2", "320,180"), ("yard", "640,360")] {
            // The first asks for a port that its worker has to be given.
            let path = try await waitFor(
                "the playlist of \(name)",
                within: .seconds(60),
                lastSeen: supervisor.program.standardError
            ) {
                let answer = try await supervisor.http.get("/api/camera_stream/camera.\(name)")
                guard let path = answer.text.split(separator: "\"").first(where: { $0.hasPrefix("/api/hls/") }) else {
                    return String?.none
                }
                return try await supervisor.http.get("\(path)").text.contains("CODECS=\"avc1") ? String(path) : nil
            }
            #expect(try await Self.size(of: root + path) == size, "\(name)")
            #expect(try await LiveVideoTests.decode(root + path, seconds: 3) == "", "\(name)")
            #expect(
                try await LiveVideoTests.decode("\(root)/api/camera_stream/\(name).mp4", seconds: 2) == "",
                "\(name)"
            )
            let body = #"{"entity_id": "camera.\#(name)", "filename": "\#(name).mp4", "duration": 2}"#
            let answer = try await supervisor.http.post("/api/services/camera/record", body: Array(body.utf8))
            #expect(answer.status == 200, "\(name): \(answer.text)")
            let file = folder.path(of: "\(name).mp4")
            #expect(try await Self.size(of: file) == size, "\(name)")
            #expect(try await RecordedFile.complaints(about: file) == "", "\(name)")
        }
        #expect(camera.strangeRequests == [])
    }
}
