import Shared
import TestSupport
import Testing

@Suite("Logging in to streams", .takesTurns)
struct StreamLoginTests {
    /// Passwords that would end a URL, a header, a YAML text, or a buffer.
    private static let passwords = [
        "", "p:a/s#s@%", "%41%", "ä€🎥", "a b\\\"c'd", String(repeating: "x", count: 120), "&<>;=+,$!*()[]{}|^~`",
    ]

    @Test("any password, and none, by Basic", arguments: passwords)
    func basic(_ password: String) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--login", "user:\(password)"])
        let quoted = password.replacing("'", with: "''")
        let supervisor = try await RunningSupervisor.streaming(camera.url, ", username: user, password: '\(quoted)'")
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200, "\(still)")
        #expect(camera.requests.first.map { $0.hasSuffix(" ") } == true, "never before it was asked for")
    }

    @Test("any password, and none, by Digest", arguments: passwords.filter { $0.utf8.allSatisfy { $0 < 0x80 } })
    func digest(_ password: String) async throws {
        let camera = try await RTSPCamera.start(["--digest", "--login", "user:\(password)"])
        let quoted = password.replacing("'", with: "''")
        let supervisor = try await RunningSupervisor.streaming(camera.url, ", username: user, password: '\(quoted)'")
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200, "\(still)")
    }

    @Test("a user without a password, in the URL", arguments: ["user", "user:"])
    func noPassword(_ login: String) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--login", "user:"])
        let url = camera.url.replacing("rtsp://", with: "rtsp://\(login)@")
        let still = try await RunningSupervisor.streaming(url).still("cam", query: "")
        #expect(still.status == 200, "\(still)")
    }

    @Test("a password too long for libav's RTSP is no wrong one: nobody is asked, and the reason says so")
    func tooLong() async throws {
        let password = String(repeating: "x", count: 130)
        let camera = try await ScriptedRTSPCamera.start(["--login", "user:\(password)"])
        let supervisor = try await RunningSupervisor.streaming(camera.url, ", username: user, password: '\(password)'")
        let reason = try await supervisor.reasonForNoStill()
        #expect(reason.contains("too long") && !reason.contains("xxx"), "\(reason)")
        #expect(camera.connections == 0)
    }
}
