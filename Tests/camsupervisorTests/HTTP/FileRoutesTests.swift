import HTTPTypes
import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("The routes that write files")
struct FileRoutesTests {
    private static func film(_ folder: TemporaryFolder) async throws -> FilmServer {
        let film = try await FilmServer()
        film.server.rules.replace(with: FrontRules(writeFolders: [folder.path]))
        return film
    }

    private static func post(_ film: FilmServer, _ path: String) async throws -> TestSupport.HTTPResponse {
        try await film.client.post(path, body: [])
    }

    @Test("who may not hears nothing about what was sent", arguments: ["record", "snapshot"])
    func unasked(_ service: String) async throws {
        let server = try await InProcessServer.guarded.value
        let body = Array(#"{"nonsense": 1}"#.utf8)
        let answer = try await server.client.post("/api/services/camera/\(service)", body: body)
        #expect(answer.status == 401 && !answer.text.contains("nonsense"))
    }

    @Test("a recording is stopped by the name that it was asked for with; another name is not there")
    func stopped() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film(folder)
        async let recorded = Self.post(film, "/api/v1/cameras/film/record?filename=x/a.mp4&duration=60")
        try await waitUntil("it is under way") { film.view.summary.recordings == 1 }
        film.open()
        film.parts(4)
        let stop = "/api/v1/cameras/film/record/stop?filename="
        #expect(try await Self.post(film, "\(stop)x/b.mp4").status == 404)
        #expect(try await Self.post(film, "\(stop)../a.mp4").status == 400)
        #expect(try await Self.post(film, "\(stop)x/a.mp4").text.contains(#""stopped":1"#))
        let stopped = try await recorded.text
        #expect(stopped.contains("it was stopped") && !stopped.contains("cut_short"))
        #expect(try await Self.post(film, "/api/v1/cameras/film/record/stop").text.contains(#""stopped":0"#))
        #expect(namesInFolder(folder.path(of: "x")) == ["a.mp4"])
    }

    @Test("a recording that ends before its time is cut short, unless somebody stopped it")
    func cutShort() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film(folder)
        async let recorded = Self.post(film, "/api/v1/cameras/film/record?filename=a.mp4&duration=60")
        try await waitUntil("it is under way") { film.view.summary.recordings == 1 }
        film.open()
        film.parts(4)
        try await waitUntil("something is written") {
            try await !film.get("/metrics").text.contains("camsupervisor_recording_bytes_total 0\n")
        }
        film.open("other")
        film.parts(1)
        let answer = try await recorded.text
        #expect(answer.contains("the camera changed its coding") && answer.contains(#""cut_short":true"#), "\(answer)")
    }

    @Test("a camera that is away, or whose stream cannot be recorded, is told at once, and leaves no file")
    func away() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film(folder)
        var status = try #require(film.server.board[try CameraID("film")]?.status)
        let began = MonotonicTime.now()
        for (state, reason) in [(CameraState.offline, "no route to host"), (.live, nil)] {
            async let recorded = Self.post(film, "/api/v1/cameras/film/record?filename=a.mp4")
            try await waitUntil("it is under way") { film.view.summary.recordings == 1 }
            status.state = state
            status.reason = reason
            status.mediaReason = reason == nil ? "an MJPEG stream has no HLS or MP4" : nil
            status.reportedAt = .now()
            film.server.board.publish(status)
            let answer = try await recorded
            #expect(answer.status == (reason == nil ? 404 : 503))
            #expect(answer.text.contains(reason ?? "an MJPEG stream"), "\(answer.text)")
        }
        #expect(MonotonicTime.now().since(began) < RecordingPlan.silence)
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test("a camera that is switched off, or is another one, ends its recordings, with a word")
    func switchedOff() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film(folder)
        async let recorded = Self.post(film, "/api/v1/cameras/film/record?filename=a.mp4&duration=60")
        try await waitUntil("it is under way") { film.view.summary.recordings == 1 }
        film.open()
        film.parts(4)
        try await waitUntil("it is written") { namesInFolder(folder.path) == ["a.mp4.camsupervisor.part"] }
        film.view.forget()
        #expect(try await recorded.text.contains("switched off or changed"))
    }
}
