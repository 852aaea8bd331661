import Foundation
import Glibc
import Shared
import TestSupport
import Testing

/// Recordings of a scripted camera, as ffmpeg reads them.
@Suite("Recordings", .takesTurns)
struct RecordingTests {
    private struct Recorded: Decodable {
        var filename: String
        var duration: Double
        var bytes: Int
        var lookback: Double
        var ended: String?
    }

    private static func film(
        _ camera: String,
        in folder: TemporaryFolder,
        _ options: String = "",
        launcher: [String] = []
    ) async throws -> FilmingSupervisor {
        try await FilmingSupervisor(
            [camera],
            more: "files: { write: [\(folder.path)] }",
            options: options,
            launcher: launcher
        )
    }

    private static func post(_ film: FilmingSupervisor, _ camera: String, _ more: String) async throws -> HTTPResponse {
        let body = #"{"entity_id": "camera.\#(camera)", \#(more)}"#
        return try await film.http.post("/api/services/camera/record", body: Array(body.utf8))
    }

    private static func record(_ film: FilmingSupervisor, _ camera: String, _ more: String) async throws -> Recorded {
        let answer = try await Self.post(film, camera, more)
        guard answer.status == 200 else { throw Refused(answer: answer.text) }
        return try #require(try JSONDecoder().decode([Recorded].self, from: Data(answer.body)).first)
    }

    private struct Refused: Error {
        var answer: String
    }

    @Test("a recording begins at 0, is as long as was asked, and ffmpeg finds nothing wrong with it")
    func recorded() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film("steady", in: folder)
        let answer = try await Self.record(film, "steady", #""filename": "x/a.mp4", "duration": 3"#)
        #expect(answer.filename == folder.path(of: "x/a.mp4") && answer.ended == nil && answer.lookback == 0)
        #expect((3.0...3.51).contains(answer.duration))
        #expect(answer.bytes == (try readFile(answer.filename).count))
        let complaints = try await RecordedFile.complaints(about: answer.filename)
        #expect(complaints == "", "\(complaints)")
        for stream in ["v", "a"] {
            let span = try await RecordedFile.span(of: answer.filename, stream: stream)
            #expect(span.begin < 0.11 && abs(span.end - answer.duration) < 0.2, "\(stream): \(span)")
        }
        #expect(namesInFolder(folder.path(of: "x")) == ["a.mp4"])
    }

    @Test("several at once, of one camera too; one file has one writer; lookback is what there is")
    func several() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film("steady", in: folder, ", recording_lookback: 10")
        async let first = Self.record(film, "steady", #""filename": "a.mp4", "duration": 8"#)
        try await waitUntil("it is under way, and told of", within: .seconds(20)) {
            let status = try await film.supervisor.command("status", "steady")
            return status.output.contains("records   \(folder.path(of: "a.mp4")): ")
        }
        try await waitUntil("there is something to look back to", within: .seconds(20)) {
            try await film.http.get("/api/v1/cameras/steady").text.contains(#""duration":4"#)
        }
        let refused = try await Self.post(film, "steady", #""filename": "a.mp4", "duration": 1"#)
        #expect(refused.status == 409 && refused.text.contains("Stream already recording to"))
        let second = try await Self.record(film, "steady", #""filename": "b.mp4", "duration": 2, "lookback": 1"#)
        #expect((1.0...4.0).contains(second.lookback) && second.duration >= second.lookback + 2, "\(second)")
        let long = try await Self.record(film, "steady", #""filename": "c.mp4", "duration": 1, "lookback": 300"#)
        #expect(long.lookback >= 3 && long.lookback < 60, "\(long)")
        for recorded in [try await first, second, long] {
            #expect(recorded.ended == nil)
            let complaints = try await RecordedFile.complaints(about: recorded.filename)
            #expect(complaints == "", "\(complaints)")
        }
    }

    @Test("over a worker's death it goes on in the same file, and the time that was lost stays lost")
    func workerKilled() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film("steady", in: folder)
        async let answer = Self.record(film, "steady", #""filename": "a.mp4", "duration": 8"#)
        try await waitUntil("something is written", within: .seconds(20)) {
            try await film.http.get("/api/v1/cameras/steady").text.contains(#""duration":1"#)
        }
        kill(try await film.supervisor.workerPID(of: "steady"), SIGKILL)
        let recorded = try await answer
        #expect(recorded.ended == nil && (8.0...9.5).contains(recorded.duration))
        let complaints = try await RecordedFile.complaints(about: recorded.filename)
        #expect(complaints == "", "\(complaints)")
        let span = try await RecordedFile.span(of: recorded.filename, stream: "v")
        #expect(abs(span.end - recorded.duration) < 0.2)
    }

    @Test("kill -9 of the supervisor: what is on the disk plays, and the next one gives it a name that says so")
    func supervisorKilled() async throws {
        let folder = try TemporaryFolder()
        let part = folder.path(of: "a.mp4.camsupervisor.part")
        do {
            let film = try await Self.film("steady", in: folder)
            async let answer = Self.post(film, "steady", #""filename": "a.mp4", "duration": 30"#)
            try await waitUntil("two seconds are written", within: .seconds(20)) {
                try await film.http.get("/api/v1/cameras/steady").text.contains(#""duration":2"#)
            }
            kill(film.supervisor.program.pid, SIGKILL)
            _ = try? await answer
            _ = try await film.supervisor.program.waitForExit()
        }
        #expect(namesInFolder(folder.path) == ["a.mp4.camsupervisor.part"])
        #expect(try await RecordedFile.span(of: part, stream: "v").end >= 1.5)
        let next = try await Self.film("steady", in: folder)
        let kept = folder.path(of: "a.interrupted.mp4")
        try await waitUntil("it is found", lastSeen: next.supervisor.program.standardError) {
            namesInFolder(folder.path) == ["a.interrupted.mp4"]
        }
        let complaints = try await RecordedFile.complaints(about: kept)
        #expect(complaints == "", "\(complaints)")
        #expect(try await RecordedFile.span(of: kept, stream: "v").end >= 1.5)
    }

    @Test("a supervisor that is stopped ends it, whole, and says so")
    func supervisorStopped() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film("steady", in: folder)
        async let answer = Self.record(film, "steady", #""filename": "a.mp4", "duration": 30"#)
        try await waitUntil("something is written", within: .seconds(20)) {
            try await film.http.get("/api/v1/cameras/steady").text.contains(#""duration":1"#)
        }
        #expect(try await film.supervisor.stop() == .code(0))
        #expect(try await answer.ended?.contains("the supervisor is shutting down") == true)
        #expect(try await RecordedFile.complaints(about: folder.path(of: "a.mp4")) == "")
    }

    @Test("it ends when the camera changes its coding or falls silent, and says so")
    func endings() async throws {
        let folder = try TemporaryFolder()
        for (camera, words) in [
            ("changes_a", "the camera changed its coding"), ("silent_a", "the camera sent nothing for"),
        ] {
            let film = try await Self.film(camera, in: folder)
            let command = try await film.supervisor.command("record", camera, "\(camera).mp4", "--json")
            #expect(command.exit == .code(1), "\(command.words)")
            let recorded = try JSONDecoder().decode(Recorded.self, from: Data(command.output.utf8))
            try await waitUntil("it is a warning", lastSeen: film.supervisor.program.standardError) {
                film.supervisor.program.standardError.contains("warning \(camera): recorded ")
            }
            #expect(recorded.ended?.contains(words) == true && (2.9...3.1).contains(recorded.duration))
            let complaints = try await RecordedFile.complaints(about: recorded.filename)
            #expect(complaints == "", "\(complaints)")
        }
    }

    @Test("a full disk is told, and what there was room for plays under a name that says so")
    func full() async throws {
        let disk = try TemporaryFolder()
        let mount = "mount -t tmpfs -o size=48k tmpfs \"$0\" && exec \"$@\""
        let film = try await Self.film(
            "steady",
            in: disk,
            launcher: [
                try InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
                "/bin/sh", "-c", mount, disk.path,
            ]
        )
        let answer = try await Self.post(film, "steady", #""filename": "a.mp4", "duration": 30"#)
        #expect(answer.status == 507 && answer.text.contains("the disk is full"), "\(answer.text)")
        let inside = "/proc/\(film.supervisor.program.pid)/root\(disk.path)"
        #expect(namesInFolder(inside) == ["a.interrupted.mp4"])
        #expect(try await RecordedFile.complaints(about: "\(inside)/a.interrupted.mp4") == "")
    }

    @Test("two recordings on one full disk are both told, and when there is room again the next one is made")
    func fullTwice() async throws {
        let disk = try TemporaryFolder()
        let mount = "mount -t tmpfs -o size=96k tmpfs \"$0\" && exec \"$@\""
        let film = try await Self.film(
            "steady",
            in: disk,
            launcher: [
                try InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
                "/bin/sh", "-c", mount, disk.path,
            ]
        )
        async let first = Self.post(film, "steady", #""filename": "a.mp4", "duration": 60"#)
        async let second = Self.post(film, "steady", #""filename": "b.mp4", "duration": 60"#)
        for answer in [try await first, try await second] {
            #expect(answer.status == 507 && answer.text.contains("the disk is full"), "\(answer.text)")
        }
        let inside = "/proc/\(film.supervisor.program.pid)/root\(disk.path)"
        #expect(namesInFolder(inside).sorted() == ["a.interrupted.mp4", "b.interrupted.mp4"])
        for name in namesInFolder(inside) {
            #expect(try await RecordedFile.complaints(about: "\(inside)/\(name)") == "")
            unlink("\(inside)/\(name)")
        }
        let third = try await Self.record(film, "steady", #""filename": "a.mp4", "duration": 1"#)
        #expect(third.ended == nil && namesInFolder(inside) == ["a.mp4"])
    }

    @Test("as many at once as there may be, of one camera; one more is told so, and each file is whole")
    func many() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film("steady", in: folder, ", recording_lookback: 5")
        // WriteBacklog.mostFiles
        let most = 32
        try await withThrowingTaskGroup(of: Recorded.self) { group in
            for number in 0..<most {
                group.addTask {
                    try await Self.record(
                        film,
                        "steady",
                        #""filename": "\#(number).mp4", "duration": 6, "lookback": 2"#
                    )
                }
            }
            try await waitUntil("all are under way", within: .seconds(30)) {
                try await film.http.get("/metrics").text.contains("camsupervisor_recordings_running \(most)\n")
            }
            let refused = try await Self.post(film, "steady", #""filename": "more.mp4", "duration": 1"#)
            #expect(refused.status == 503 && refused.text.contains("32 files are being written already"))
            for try await recorded in group { #expect(recorded.ended == nil && recorded.duration >= 6) }
        }
        #expect(namesInFolder(folder.path).count == most)
        for number in [0, 17, most - 1] {
            #expect(try await RecordedFile.complaints(about: folder.path(of: "\(number).mp4")) == "")
        }
    }

    @Test("a camera without video, and one that sends none, are told apart in words")
    func noVideo() async throws {
        let folder = try TemporaryFolder()
        let supervisor = try await RunningSupervisor(
            "files: { write: [\(folder.path)] }\ncameras: { demo: { platform: demo } }"
        )
        let body = Array(#"{"entity_id": "camera.demo", "filename": "a.mp4"}"#.utf8)
        let answer = try await supervisor.http.post("/api/services/camera/record", body: body)
        #expect(answer.status == 400 && answer.text.contains("camera.demo does not support record service"))
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test("the command records, says what it did, and replaces a file only when it is told to")
    func command() async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film("steady", in: folder)
        let first = try await film.supervisor.command("record", "steady", "a.mp4", "--duration", "1s")
        #expect(first.exit == .code(0), "\(first.words)")
        #expect(first.output.hasPrefix("\(folder.path(of: "a.mp4")): 1."))
        let second = try await film.supervisor.command("record", "steady", "a.mp4", "--duration", "1s")
        #expect(second.exit == .code(1) && second.words.contains("is there already"))
        async let third = film.supervisor.command("record", "steady", "b.mp4", "--duration", "1h", "--json")
        try await waitUntil("it is under way, and told of") {
            try await film.supervisor.command("status", "steady").output.contains("b.mp4: ")
        }
        let doctor = try await film.supervisor.command(
            "doctor",
            "--config",
            "\(film.supervisor.configurationFolder)/camsupervisor.yaml",
            "--no-cameras"
        )
        #expect(doctor.output.contains("recordings: 1 under way: steady to \(folder.path(of: "b.mp4")): "))
        #expect(doctor.output.contains("files.write: \(folder.path) can be written to"))
        try await waitUntil("it is stopped") {
            let stopped = try await film.supervisor.http.post("/api/v1/cameras/steady/record/stop")
            return stopped.text.contains(#""stopped":1"#)
        }
        let stopped = try await third
        #expect(stopped.output.contains("it was stopped") || stopped.words.contains("it was stopped"))
    }
}
