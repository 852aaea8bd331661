import Foundation
import Glibc
import Shared
import TestSupport
import Testing

/// Recordings of GStreamer's RTSP camera, by real workers.
@Suite("Recordings of an RTSP camera", .takesTurns)
struct RTSPRecordingTests {
    private static func supervisor(_ url: String, _ folder: TemporaryFolder) async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            files: { write: [\(folder.path)] }
            cameras: { cam: { platform: generic, stream_source: '\(url)' } }
            """
        )
    }

    private static func record(
        _ supervisor: RunningSupervisor,
        _ file: String,
        _ duration: Int
    ) async throws -> HTTPResponse {
        try await supervisor.http.post("/api/v1/cameras/cam/record?filename=\(file)&duration=\(duration)")
    }

    private struct Camera: Decodable {
        struct Recording: Decodable {
            var duration: Double
        }
        struct Media: Decodable {
            var segments: Int
        }
        var recordings: [Recording]?
        var media: Media?
    }

    private static func camera(_ supervisor: RunningSupervisor) async throws -> Camera {
        let answer = try await supervisor.http.get("/api/v1/cameras/cam")
        return try JSONDecoder().decode(Camera.self, from: Data(answer.body))
    }

    private static func waitForSeconds(_ seconds: Int, _ supervisor: RunningSupervisor) async throws {
        try await waitUntil("\(seconds) s are recorded", within: .seconds(60)) {
            let running = try await Self.camera(supervisor).recordings?.first
            return running.map { $0.duration >= Double(seconds) } ?? false
        }
    }

    @Test("kill -9 of the supervisor: what is on the disk plays, under a name that says so after the next start")
    func supervisorKilled() async throws {
        let folder = try TemporaryFolder()
        let camera = try await RTSPCamera.start(["--audio", "aac"])
        do {
            let supervisor = try await Self.supervisor(camera.url, folder)
            async let answer = Self.record(supervisor, "a.mp4", 600)
            try await Self.waitForSeconds(4, supervisor)
            kill(supervisor.program.pid, SIGKILL)
            _ = try? await answer
            _ = try await supervisor.program.waitForExit()
        }
        #expect(namesInFolder(folder.path) == ["a.mp4.camsupervisor.part"])
        let next = try await Self.supervisor(camera.url, folder)
        try await waitUntil("it is found", lastSeen: next.program.standardError) {
            namesInFolder(folder.path) == ["a.interrupted.mp4"]
        }
        let kept = folder.path(of: "a.interrupted.mp4")
        let complaints = try await RecordedFile.complaints(about: kept)
        #expect(complaints == "", "\(complaints)")
        for stream in ["v", "a"] {
            let span = try await RecordedFile.span(of: kept, stream: stream)
            #expect(span.begin < 0.5 && span.end > 3, "\(stream): \(span)")
        }
        // The name is free again, and what was kept stays.
        #expect(try await Self.record(next, "a.mp4", 1).status == 200)
        #expect(namesInFolder(folder.path).sorted() == ["a.interrupted.mp4", "a.mp4"])
    }

    @Test("over a cut connection and the death of its worker it goes on in the same file, at its time")
    func interrupted() async throws {
        let folder = try TemporaryFolder()
        let camera = try await RTSPCamera.start(["--audio", "aac"])
        let supervisor = try await Self.supervisor(camera.url, folder)
        async let answer = Self.record(supervisor, "a.mp4", 12)
        try await Self.waitForSeconds(2, supervisor)
        try await camera.cut()
        try await Self.waitForSeconds(6, supervisor)
        kill(try await supervisor.workerPID(of: "cam"), SIGKILL)
        let recorded = try await answer
        #expect(recorded.status == 200, "\(recorded.text)")
        // By itself, so that a log of failures has the words.
        #expect(!recorded.text.contains("ended"))
        let path = folder.path(of: "a.mp4")
        let complaints = try await RecordedFile.complaints(about: path)
        #expect(complaints == "", "\(complaints)")
        for stream in ["v", "a"] {
            let span = try await RecordedFile.span(of: path, stream: stream)
            #expect(span.begin < 0.5 && (11...14).contains(span.end), "\(stream): \(span)")
        }
    }

    @Test("a camera that is away and a stream that cannot be recorded are told at once, with the reason")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let mjpeg = try await RTSPCamera.start(["--codec", "mjpeg"])
        for (url, status, words) in [
            (mjpeg.url, 404, "MJPEG"), ("rtsp://127.0.0.1:\(try FreePort.take())/live", 503, "is offline"),
        ] {
            let supervisor = try await Self.supervisor(url, folder)
            let answer = try await Self.record(supervisor, "a.mp4", 10)
            #expect(answer.status == status && answer.text.contains(words), "\(answer.text)")
        }
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test("a camera that is stopped while it is recorded ends the recording, with a word, and shows nothing any more")
    func stopped() async throws {
        let folder = try TemporaryFolder()
        let camera = try await RTSPCamera.start()
        let supervisor = try await Self.supervisor(camera.url, folder)
        let location = try await supervisor.http.get("/api/camera_stream/cam").text
        let player = try #require(location.split(separator: "\"").first { $0.hasPrefix("/api/hls/") })
        async let answer = Self.record(supervisor, "a.mp4", 600)
        try await Self.waitForSeconds(2, supervisor)
        #expect(try await supervisor.http.get(String(player)).status == 200)
        #expect(try await supervisor.command("stop", "cam").exit == .code(0))
        #expect(try await answer.text.contains("switched off or changed"))
        #expect(try await RecordedFile.complaints(about: folder.path(of: "a.mp4")) == "")
        #expect(try await supervisor.http.get(String(player)).status == 503)
        #expect(try await Self.camera(supervisor).media?.segments == 0)
    }
}
