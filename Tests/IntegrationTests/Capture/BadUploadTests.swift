import Glibc
import Shared
import TestSupport
import Testing

@Suite("Uploads, good and bad", .takesTurns)
struct BadUploadTests {
    private static func supervisor() async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            cameras:
              door: { platform: push, webhook_id: the-door-webhook, buffer: 3 }
              demo: { platform: demo }
            """
        )
    }

    /// What `curl` is answered: the status code, and the words.
    private static func curl(
        _ supervisor: RunningSupervisor,
        _ arguments: [String],
        webhook: String = "the-door-webhook"
    ) async throws -> (status: String, words: String) {
        let url = "http://127.0.0.1:\(supervisor.port)/api/webhook/\(webhook)"
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["-sS", "-w", "\n%{http_code}"] + arguments + [url]
        )
        let exit = try await curl.waitForExit(within: .seconds(30))
        // 55 and 56: the server had heard enough and closed while curl was still sending.
        #expect([.code(0), .code(55), .code(56)].contains(exit), "\(exit): \(curl.standardError)")
        try await waitUntil("curl's words are here") { curl.standardOutput.contains("\n") }
        let lines = curl.standardOutput.split(separator: "\n")
        return (String(lines.last ?? ""), lines.dropLast().joined())
    }

    @Test("curl -F as in the push page: the picture is there, the last event too")
    func push() async throws {
        let supervisor = try await Self.supervisor()
        let folder = try TemporaryFolder()
        _ = try await supervisor.workerPID(of: "door")
        #expect(try await supervisor.http.get("/api/camera_proxy/door").status == 503)
        for counter in 1...2 {
            let file = try folder.write(TestPicture(counter: counter, padding: 90_000).bytes, to: "a \"ö\".jpg")
            let answer = try await Self.curl(supervisor, ["-F", "image=@\"\(file.replacing("\"", with: "\\\""))\""])
            #expect(answer.status == "200", "\(answer)")
            #expect(try await supervisor.http.get("/api/camera_proxy/camera.door").counter == counter)
        }
        let attributes = try await supervisor.camera("door").attributes
        #expect(attributes["filename"] == "a \"ö\".jpg", "\(attributes)")
        #expect(attributes["last_trip"] != nil, "\(attributes)")
    }

    @Test("a raw body is a picture too, by POST and PUT", arguments: ["POST", "PUT"])
    func raw(method: String) async throws {
        let supervisor = try await Self.supervisor()
        _ = try await supervisor.workerPID(of: "door")
        let picture = TestPicture(counter: 7).bytes
        let request = HTTPRequest(
            method,
            "/api/webhook/the-door-webhook",
            fields: ["Content-Type": "image/jpeg"],
            body: picture
        )
        let answer = try await supervisor.http.send(request)
        #expect(answer.status == 200, "\(answer)")
        #expect(try await supervisor.http.get("/api/camera_proxy/door").body == picture)
    }

    @Test("the last event outlives the worker, and an upload while it is replaced is taken or told to come again")
    func workerDies() async throws {
        let supervisor = try await Self.supervisor()
        let first = try await supervisor.workerPID(of: "door")
        let request = { (counter: Int) in
            HTTPRequest.upload(TestPicture(counter: counter).bytes, to: "/api/webhook/the-door-webhook")
        }
        #expect(try await supervisor.http.send(request(1)).status == 200)
        kill(first, SIGKILL)
        #expect(try await supervisor.http.get("/api/camera_proxy/door").counter == 1)
        let answer = try await supervisor.http.send(request(2))
        #expect(answer.status == 200 || (answer.status == 503 && answer["Retry-After"] != nil), "\(answer)")
        try await waitUntil("the next worker takes uploads") {
            try await supervisor.http.send(request(3)).status == 200
        }
        #expect(try await supervisor.http.get("/api/camera_proxy/door").counter == 3)
    }

    @Test("what is known of the last event outlives the worker, as its pictures do")
    func attributesOutlive() async throws {
        let supervisor = try await Self.supervisor()
        let first = try await supervisor.workerPID(of: "door")
        let upload = HTTPRequest.upload(TestPicture(counter: 1).bytes, to: "/api/webhook/the-door-webhook")
        #expect(try await supervisor.http.send(upload).status == 200)
        try await waitUntil("its state is known") { try await supervisor.camera("door").attributes["last_trip"] != nil }
        let before = try await supervisor.camera("door").attributes
        kill(first, SIGKILL)
        try await waitUntil("another worker runs") {
            let worker = try await supervisor.camera("door").worker
            return worker.phase == "running" && worker.pid != first
        }
        // The new worker has said that it records nothing, and no more: it knows of nothing.
        try await waitUntil("it has spoken") { try await supervisor.camera("door").attributes["recording"] == "off" }
        #expect(try await supervisor.http.get("/api/camera_proxy/door").counter == 1)
        let after = try await supervisor.camera("door").attributes
        #expect(after["last_trip"] == before["last_trip"] && after["filename"] == before["filename"])
    }

    @Test("an upload waits for a worker that is starting; a camera that is off says so at once")
    func startsAndStops() async throws {
        let supervisor = try await Self.supervisor()
        let upload = HTTPRequest.upload(TestPicture(counter: 5).bytes, to: "/api/webhook/the-door-webhook")
        _ = try await supervisor.workerPID(of: "door")
        #expect(try await supervisor.command("stop", "door").exit == .code(0))
        try await waitUntil("the camera is off") { try await supervisor.camera("door").state == "off" }
        let refused = try await supervisor.http.send(upload)
        #expect(refused.status == 503 && refused.text.contains("is off"), "\(refused)")
        #expect(refused["Retry-After"] != nil, "\(refused)")
        #expect(try await supervisor.command("start", "door").exit == .code(0))
        #expect(try await supervisor.http.send(upload).status == 200)
        #expect(try await supervisor.http.get("/api/camera_proxy/door").counter == 5)
    }

    @Test("each bad upload is told what is wrong with it; the camera goes on")
    func bad() async throws {
        let supervisor = try await Self.supervisor()
        let folder = try TemporaryFolder()
        let good = try folder.write(TestPicture(counter: 1).bytes, to: "good.jpg")
        let page = try folder.write("<html>no picture</html>", to: "page.jpg")
        let large = try folder.write(TestPicture(counter: 1, padding: 17 << 20).bytes, to: "large.jpg")

        let unknown = try await Self.curl(supervisor, ["-F", "image=@\(good)"], webhook: "no-such-webhook")
        #expect(unknown.status == "404" && unknown.words.contains("no such webhook"), "\(unknown)")
        let wrongField = try await Self.curl(supervisor, ["-F", "picture=@\(good)"])
        #expect(wrongField.status == "400" && wrongField.words.contains("image"), "\(wrongField)")
        let wrongKind = try await Self.curl(supervisor, ["-F", "image=@\(page)"])
        #expect(wrongKind.status == "415" && wrongKind.words.contains("HTML"), "\(wrongKind)")
        let tooLarge = try await Self.curl(supervisor, ["-F", "image=@\(large)"])
        #expect(tooLarge.status == "413" && tooLarge.words.contains("16 MiB"), "\(tooLarge)")
        let empty = try await Self.curl(supervisor, ["-X", "POST"])
        #expect(empty.status == "415" && empty.words.contains("empty"), "\(empty)")
        let get = try await Self.curl(supervisor, [])
        #expect(get.status == "405", "\(get)")

        #expect(try await supervisor.camera("door").lastExits.isEmpty)
        #expect(try await Self.curl(supervisor, ["-F", "image=@\(good)"]).status == "200")
        // Webhook ids are secrets: they stand in no log.
        #expect(supervisor.logLines(holding: "the-door-webhook").isEmpty)
        #expect(supervisor.logLines(holding: "no-such-webhook").isEmpty)
    }
}
