import Glibc
import TestSupport
import Testing

@Suite("Reload: only what changed is touched", .takesTurns)
struct ReloadTests {
    private static let before = """
        cameras:
          yard: { platform: demo }
          gate: { platform: demo }
          shed: { platform: demo, framerate: 5 }
          old: { platform: demo }
          drop: { platform: push, webhook_id: first-webhook }
        """

    @Test("one camera of each kind: started, replaced, retuned, stopped, left alone; viewers stay")
    func everyKind() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let still = "platform: generic, still_image_url: '\(camera.url("/still.jpg"))', username: a"
        let supervisor = try await RunningSupervisor(Self.before + "\n  cam: { \(still), password: first-secret }")
        let before = try await supervisor.workerPIDs(of: ["yard", "gate", "shed", "old", "drop", "cam"])
        let viewers = ["yard", "gate", "shed", "old"].map { supervisor.viewer($0) }
        for viewer in viewers { try await viewer.waitForParts(2) }

        try supervisor.rewrite(
            """
            cameras:
              yard: { platform: demo }
              gate: { platform: demo, framerate: 20 }
              shed: { platform: demo, framerate: 5 }
              drop: { platform: push, webhook_id: second-webhook }
              cam: { \(still), password: second-secret }
              new: { platform: demo }
            """
        )
        let plan =
            "start new · restart cam (password) · retune gate (framerate), drop (webhook_id) · stop old · 2 unchanged"
        #expect(try await supervisor.reload("--dry-run") == plan)
        #expect(try await supervisor.http.get("/api/v1/cameras/old").status == 200, "a dry run changed something")
        #expect(try await supervisor.reload() == plan)

        let after = try await supervisor.workerPIDs(of: ["yard", "gate", "shed", "drop", "cam", "new"])
        for same in ["yard", "gate", "shed", "drop"] { #expect(after[same] == before[same], "\(same)") }
        #expect(after["cam"] != before["cam"])
        #expect(try await supervisor.camera("cam").lastExits.first?.reason == "reload: its configuration has changed")
        #expect(try await supervisor.still("new").status == 200)

        #expect(try await supervisor.http.get("/api/v1/cameras/old").status == 404)
        #expect(try await supervisor.still("old").status == 404)
        try await waitUntil("the removed camera's viewer has ended") { viewers[3].end != nil }
        #expect(!viewers[3].seen.sightings.contains { !$0.isWhole }, "its last part was cut")
        let gone = try #require(before["old"])
        try await waitUntil("the removed camera's worker is gone") { ProcFS.status(of: gone) == nil }
        for viewer in viewers.prefix(3) {
            try await viewer.waitForParts(3)
            #expect(viewer.isWatching)
        }
        let first = try await supervisor.http.post("/api/webhook/first-webhook", body: TestPicture(counter: 1).bytes)
        #expect(first.status == 404)
        let second = try await supervisor.http.post(
            "/api/webhook/second-webhook",
            fields: ["Content-Type": "image/jpeg"],
            body: TestPicture(counter: 1).bytes
        )
        #expect(second.status == 200, "\(second)")
        #expect(supervisor.logLines(holding: "secret").isEmpty && supervisor.logLines(holding: "webhook ").isEmpty)
        #expect(try await supervisor.reload() == "6 unchanged")
    }

    @Test("a retuned camera goes at its new rate, in the same process")
    func retuned() async throws {
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo, framerate: 0.2 } }")
        let pid = try await supervisor.workerPID(of: "demo")
        let viewer = supervisor.viewer("demo")
        try await viewer.waitForParts(1)
        try supervisor.rewrite("cameras: { demo: { platform: demo, framerate: 20 } }")
        #expect(try await supervisor.reload() == "retune demo (stale_after, framerate)")
        // At the old rate ten of them take 50 s.
        try await viewer.waitForParts(10, within: .seconds(15))
        #expect(try await supervisor.workerPID(of: "demo") == pid)
    }

    @Test("a camera that refused the password is asked at once with the new one")
    func refused() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .digest(user: "viewer", password: "right-one")
        }
        func text(_ password: String) -> String {
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/still.jpg"))', username: viewer, password: \(password) } }"
        }
        let supervisor = try await RunningSupervisor(text("wrong-one"))
        #expect(try await supervisor.still("cam").status == 503)
        try await supervisor.waitForState("cam", "refused")
        try supervisor.rewrite(text("right-one"))
        #expect(try await supervisor.reload() == "restart cam (password)")
        #expect(try await supervisor.camera("cam").state != "refused")
        try await waitUntil("the camera lets us in", within: .seconds(5)) {
            try await supervisor.still("cam").status == 200
        }
        #expect(camera.logins.refused == 1)
    }

    @Test(
        "a file with any error changes nothing and says why",
        arguments: [
            ("cameras: { gate: { platform: nonsense }, yard: { platform: demo, framerate: 3 } }", "nonsense"),
            ("cameras: { yard: { platform: demo, framerat: 3 } }", "framerate"),
            ("cameras: [ {", "yaml"),
        ]
    )
    func brokenFile(text: String, word: String) async throws {
        let supervisor = try await RunningSupervisor(Self.before)
        let before = try await supervisor.workerPIDs(of: ["yard", "gate", "shed", "old"])
        try supervisor.rewrite(text)
        for arguments in [["reload"], ["reload", "--dry-run"]] {
            let result = try await supervisor.command(arguments)
            #expect(result.exit == .code(78), "\(result)")
            #expect(result.words.contains("camsupervisor.yaml:") && result.words.contains(word), "\(result.words)")
            #expect(result.words.contains("nothing was changed"), "\(result.words)")
        }
        let answer = try await supervisor.http.post("/api/v1/reload")
        #expect(answer.status == 422 && answer["Content-Type"] == "application/problem+json")
        #expect(answer.text.contains("\"errors\":["))
        #expect(try await supervisor.workerPIDs(of: ["yard", "gate", "shed", "old"]) == before)
        #expect(try await supervisor.still("old").status == 200)
        try supervisor.rewrite(Self.before)
        #expect(try await supervisor.reload() == "5 unchanged")
    }

    @Test("SIGHUP reloads, and a second one that comes meanwhile is not lost")
    func hangup() async throws {
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo } }")
        let pid = try await supervisor.workerPID(of: "demo")
        for number in 1...3 {
            try supervisor.rewrite("cameras: { demo: { platform: demo }, new_\(number): { platform: demo } }")
            supervisor.program.send(SIGHUP)
        }
        try await waitUntil("the last file is in force") {
            try await supervisor.http.get("/api/v1/cameras/new_3").status == 200
        }
        #expect(try await supervisor.workerPID(of: "demo") == pid)
        try supervisor.rewrite("cameras: 5")
        supervisor.program.send(SIGHUP)
        try await waitUntil("the error is in the log") {
            !supervisor.logLines(holding: "not reloaded, nothing was changed").isEmpty
        }
        #expect(try await supervisor.still("new_3").status == 200)
    }

    @Test("fifty cameras, of which one changes: the other forty-nine keep their processes")
    func oneOfFifty() async throws {
        func text(_ rate: Int) -> String {
            "cameras:\n"
                + (1...50).map { number in
                    let url = "file://$FOLDER/\(number == 17 ? rate : 1).jpg"
                    return "  c\(number): { platform: generic, still_image_url: '\(url)' }"
                }.joined(separator: "\n")
        }
        let files = "files: { read: [ $FOLDER ] }\n"
        let supervisor = try await RunningSupervisor(files + text(1))
        let names = (1...50).map { "c\($0)" }
        let before = try await supervisor.workerPIDs(of: names)
        try supervisor.rewrite(files + text(2))
        #expect(try await supervisor.reload() == "restart c17 (still_image_url) · 49 unchanged")
        try await waitUntil("it is replaced") { try await supervisor.camera("c17").worker.generation == 2 }
        let after = try await supervisor.workerPIDs(of: names)
        #expect(names.filter { after[$0] != before[$0] } == ["c17"])
    }

    @Test("a camera that goes and comes back at once has one process at a time")
    func goesAndComesBack() async throws {
        let both = "cameras: { demo: { platform: demo }, other: { platform: demo } }"
        let supervisor = try await RunningSupervisor(both)
        for _ in 1...5 {
            let pid = try await supervisor.workerPID(of: "other")
            try supervisor.rewrite("cameras: { demo: { platform: demo } }")
            #expect(try await supervisor.reload() == "stop other · 1 unchanged")
            try supervisor.rewrite(both)
            #expect(try await supervisor.reload() == "start other · 1 unchanged")
            let next = try await supervisor.workerPID(of: "other")
            #expect(next != pid)
            #expect(ProcFS.status(of: pid) == nil, "two processes of one camera")
            #expect(try await supervisor.still("other").status == 200)
        }
    }

    @Test("it needs the permission admin, and no foreign page may ask for it")
    func permission() async throws {
        let tokens =
            "tokens: [ { name: a, token: admin-admin-admin, may: [admin] }, { name: c, token: move-move-move-m, may: [control] } ]"
        let supervisor = try await RunningSupervisor("cameras: {}", http: tokens)
        func status(_ token: String?, _ fields: HTTPFields = [:]) async throws -> Int {
            var fields = fields
            if let token { fields["Authorization"] = "Bearer \(token)" }
            return try await supervisor.http.post("/api/v1/reload", fields: fields).status
        }
        #expect(try await status(nil) == 401)
        #expect(try await status("move-move-move-m") == 403)
        #expect(try await status("admin-admin-admin") == 200)
        #expect(try await status("admin-admin-admin", ["Origin": "http://evil.example"]) == 403)
        #expect(try await supervisor.http.get("/api/v1/reload").status == 405)
        #expect(try await supervisor.control.post("/api/v1/reload?dry_run=maybe").status == 400)
    }
}
