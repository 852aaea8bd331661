import Glibc
import TestSupport
import Testing

@Suite("Reload of listeners, tokens and times", .takesTurns)
struct ReloadHTTPTests {
    private static let demo = "cameras: { demo: { platform: demo } }"

    @Test("a token that is gone ends what it had opened; others go on")
    func tokens() async throws {
        func tokens(_ names: [String]) -> String {
            let list = names.map { "{ name: \($0), token: \($0)-\($0)-\($0)-\($0), may: [view] }" }
            return "tokens: [ \(list.joined(separator: ", ")) ]"
        }
        func path(_ name: String) -> String { "/api/camera_proxy_stream/demo?token=\(name)-\(name)-\(name)-\(name)" }
        let supervisor = try await RunningSupervisor(Self.demo, http: tokens(["first", "other"]))
        let gone = StreamViewer(supervisor.endpoint, path("first"))
        let stays = StreamViewer(supervisor.endpoint, path("other"))
        // What was read with it goes with it.
        let bearer = "Bearer first-first-first-first"
        let state = try await supervisor.http.get("/api/states/camera.demo", fields: ["Authorization": bearer]).text
        let picture = try #require(state.split(separator: "\"").first { $0.hasPrefix("/api/camera_proxy/") })
        #expect(try await supervisor.http.get(String(picture)).status == 200)
        let query = try #require(picture.split(separator: "?").last)
        let borrowed = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/demo?\(query)")
        try await borrowed.waitForParts(2)
        try await gone.waitForParts(2)
        try await stays.waitForParts(2)
        try supervisor.rewrite(Self.demo, http: tokens(["other", "newer"]))
        #expect(try await supervisor.reload() == "1 unchanged · new http.tokens")
        try await waitUntil("the revoked token's stream has ended") { gone.end != nil }
        try await waitUntil("the stream by the camera's own token has ended") { borrowed.end != nil }
        #expect(try await supervisor.http.get(String(picture)).status == 401)
        #expect(!gone.seen.sightings.contains { !$0.isWhole })
        try await stays.waitForParts(3)
        #expect(stays.isWatching)
        for (name, status) in [("first", 401), ("other", 200), ("newer", 200)] {
            let answer = try await supervisor.http.get("/api/camera_proxy/demo?token=\(name)-\(name)-\(name)-\(name)")
            #expect(answer.status == status, "\(name)")
        }
    }

    @Test("listeners come and go; the one that stays keeps its viewers")
    func listeners() async throws {
        let supervisor = try await RunningSupervisor(Self.demo)
        let first = "127.0.0.1:\(supervisor.port)"
        let port = try FreePort.take()
        let viewer = supervisor.viewer("demo")
        try await viewer.waitForParts(2)
        try supervisor.rewrite(Self.demo, listen: [first, "127.0.0.1:\(port)"])
        #expect(try await supervisor.reload() == "1 unchanged · new http.listen")
        #expect(try await HTTPClient(port: port).get("/livez").status == 200)
        #expect(try await supervisor.http.get("/livez").status == 200)
        #expect(viewer.isWatching)

        try supervisor.rewrite(Self.demo, listen: ["127.0.0.1:\(port)"])
        #expect(try await supervisor.reload() == "1 unchanged · new http.listen")
        await #expect(throws: (any Error).self) { try await supervisor.http.get("/livez") }
        #expect(try await HTTPClient(port: port).get("/livez").status == 200)
        try await waitUntil("the viewer at the address that is gone has ended") { viewer.end != nil }
    }

    @Test("an address that somebody else has changes nothing")
    func taken() async throws {
        let supervisor = try await RunningSupervisor(Self.demo)
        let other = try ListeningDescriptor()
        let free = try FreePort.take()
        try supervisor.rewrite(
            "cameras: { new: { platform: demo } }",
            listen: ["127.0.0.1:\(free)", "127.0.0.1:\(other.port)"]
        )
        let result = try await supervisor.command("reload")
        #expect(result.exit == .code(1))
        #expect(result.words.contains("nothing was changed: cannot listen on 127.0.0.1:\(other.port)"), "\(result)")
        await #expect(throws: (any Error).self) { try await HTTPClient(port: free).get("/livez") }
        #expect(try await supervisor.still("demo").status == 200)
        #expect(try await supervisor.http.get("/api/v1/cameras/new").status == 404)
    }

    @Test("from one address to all and back, on the same port, is no trouble")
    func overlapping() async throws {
        let token = "tokens: [ { name: a, token: admin-admin-admin, may: [admin] } ]"
        let supervisor = try await RunningSupervisor(Self.demo, http: token)
        let one = "127.0.0.1:\(supervisor.port)"
        for address in ["0.0.0.0:\(supervisor.port)", one, "0.0.0.0:\(supervisor.port)"] {
            try supervisor.rewrite(Self.demo, http: token, listen: [address])
            #expect(try await supervisor.reload() == "1 unchanged · new http.listen")
            #expect(try await supervisor.http.get("/livez").status == 200)
        }
    }

    @Test("the control socket moves, and the command that moved it gets its answer")
    func controlSocket() async throws {
        let supervisor = try await RunningSupervisor(Self.demo)
        try supervisor.rewrite(Self.demo, socket: "moved.sock")
        #expect(try await supervisor.reload() == "1 unchanged · new control.socket")
        let moved = "\(supervisor.configurationFolder)/moved.sock"
        let status = try await supervisor.command("status", "--socket", moved)
        #expect(status.exit == .code(0) && status.output.contains("demo"))
        #expect(access("\(supervisor.configurationFolder)/control.sock", F_OK) != 0)
        #expect(try await supervisor.stop() == .code(0))
        #expect(access(moved, F_OK) != 0)
    }

    @Test("when_stale reaches streams that are open; timeouts and folders hold for what comes")
    func settings() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .mjpeg() }
        func text(_ whenStale: String) -> String {
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))', stale_after: 1, when_stale: \(whenStale) } }"
        }
        let supervisor = try await RunningSupervisor(text("hold"))
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(2)
        try supervisor.rewrite(text("close"), http: "local: $FOLDER, idle_timeout: 0.2")
        #expect(
            try await supervisor.reload() == "retune cam (when_stale) · new http.local, http.idle_timeout"
        )
        camera.update { $0["/video"] = .status(500) }
        try await waitUntil("the stale stream is closed") { viewer.end != nil }
    }
}
