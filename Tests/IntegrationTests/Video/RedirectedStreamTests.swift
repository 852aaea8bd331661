import Shared
import TestSupport
import Testing

@Suite("Streams whose camera redirects", .takesTurns)
struct RedirectedStreamTests {
    @Test("an RTSP server that redirects to itself is asked six times and no more")
    func circle() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--redirect", "self"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 503 && still.text.contains("more than 5 redirects"), "\(still)")
        let reason = try await supervisor.waitForState("cam", "offline")
        #expect(reason.contains("more than 5 redirects"), "\(reason)")
        // Each time it is tried again, six.
        #expect(camera.count(of: "DESCRIBE") <= 24, "\(camera.requests)")
        try await supervisor.expectOneWorker()
    }

    @Test("RTSP to another port: the one that asked gets its picture from the next worker, which may go there")
    func otherPort() async throws {
        let other = try await ScriptedRTSPCamera.start()
        let camera = try await ScriptedRTSPCamera.start(["--redirect", other.url])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        #expect(try await supervisor.still("cam", query: "").status == 200)
        let seen = try await supervisor.camera("cam")
        #expect(seen.worker.generation == 2 && seen.worker.restarts == 0 && !seen.worker.parked, "\(seen)")
        #expect(seen.lastExits.map(\.exitCode) == [75])
        #expect(!supervisor.logLines(holding: "leads to TCP port \(other.port)").isEmpty)
    }

    @Test("the password does not follow to another port")
    func phishing() async throws {
        let other = try await ScriptedRTSPCamera.start(["--login", "viewer:right"])
        let camera = try await ScriptedRTSPCamera.start(["--login", "viewer:right", "--redirect", other.url])
        let supervisor = try await RunningSupervisor.streaming(camera.url, ", username: viewer, password: right")
        #expect(try await supervisor.still("cam", query: "").status == 503)
        let reason = try await supervisor.waitForState("cam", "refused", within: .seconds(30))
        #expect(reason.contains("another user or password"), "\(reason)")
        #expect(other.count(of: "DESCRIBE") >= 1)
        #expect(other.requests.allSatisfy { !$0.hasSuffix("Basic") }, "\(other.requests)")
        #expect(camera.requests.contains { $0.hasSuffix("Basic") })
    }

    @Test(
        "RTSP to something else is refused in words",
        arguments: ["file:///etc/passwd", "http://127.0.0.1/", "rtsp://127.0.0.1:22/", "rtsp://", "nonsense"]
    )
    func elsewhere(_ location: String) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--redirect", location])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let reason = try await supervisor.reasonForNoStill()
        #expect(
            reason.contains("redirect") || reason.contains("TCP port 22") || reason.contains("Invalid"),
            "\(reason)"
        )
    }

    @Test("HTTP to another path takes the password along", arguments: [LighttpdServer.Protection.basic, .digest])
    func otherPath(_ protection: LighttpdServer.Protection) async throws {
        let stream = try await FFmpegStream.start("mpegts")
        let port = try FreePort.take()
        let server = try await LighttpdServer.start {
            $0.port = port
            $0.proxiedPort = stream.port
            $0.protection = protection
            // With the whole of the URL, as most cameras do.
            $0.redirects = ["/old": "http://127.0.0.1:\(port)/camera/stream"]
        }
        let login = ", username: viewer, password: 'p@ss:w/ord'"
        let supervisor = try await RunningSupervisor.streaming(server.url("/old"), login)
        #expect(try await supervisor.still("cam", query: "").status == 200)
        try await supervisor.expectOneWorker()
    }

    @Test("HTTP to another port")
    func otherPortOverHTTP() async throws {
        let stream = try await FFmpegStream.start("mpegts")
        let camera = try FakeCamera.start { $0["/live"] = .redirect(to: stream.url) }
        let supervisor = try await RunningSupervisor.streaming(camera.url("/live"))
        #expect(try await supervisor.still("cam", query: "").status == 200)
        let seen = try await supervisor.camera("cam")
        #expect(seen.worker.generation == 2 && seen.lastExits.map(\.exitCode) == [75], "\(seen)")
    }

    @Test("HTTP in a circle ends in words")
    func circleOverHTTP() async throws {
        let camera = try FakeCamera.start {
            $0["/a"] = .redirect(to: "/b")
            $0["/b"] = .redirect(to: "/a")
        }
        let supervisor = try await RunningSupervisor.streaming(camera.url("/a"))
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 503 && still.text.contains("more than 5 redirects"), "\(still)")
    }
}
