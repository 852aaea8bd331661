import TestSupport
import Testing

@Suite("FakeCamera's door, tried by curl")
struct CameraAuthenticationTests {
    /// Status codes of the requests curl made, challenges included, and its exit.
    private static func curl(_ camera: FakeCamera, _ arguments: String...) async throws -> [String] {
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["-sS", "-o", "/dev/null", "-D", "-"] + arguments + [camera.url("/still.jpg")]
        )
        #expect(try await curl.waitForExit() == .code(0))
        try await waitUntil("curl's words are here") { curl.standardOutput.contains("\r\n\r\n") }
        return curl.standardOutput.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/") }
            .map { String($0.split(separator: " ")[1]) }
    }

    private static func camera(_ authentication: CameraAuthentication) throws -> FakeCamera {
        try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = authentication
        }
    }

    @Test("Basic: a password with everything in it")
    func basic() async throws {
        let camera = try Self.camera(.basic(user: "viewer", password: "p@ss:w/ör d"))
        #expect(try await Self.curl(camera) == ["401"])
        #expect(try await Self.curl(camera, "--basic", "-u", "viewer:p@ss:w/ör d") == ["200"])
        #expect(try await Self.curl(camera, "--basic", "-u", "viewer:wrong") == ["401"])
        #expect(camera.logins == .init(accepted: 1, refused: 1, challenged: 1))
    }

    @Test("Digest, with and without qop", arguments: [true, false])
    func digest(hasQop: Bool) async throws {
        var script = DigestScript(user: "admin", password: "secret")
        script.hasQualityOfProtection = hasQop
        let camera = try Self.camera(.digest(script))
        #expect(try await Self.curl(camera, "--digest", "-u", "admin:secret") == ["401", "200"])
        #expect(camera.logins == .init(accepted: 1, refused: 0, challenged: 1))
        #expect(try await Self.curl(camera, "--digest", "-u", "admin:wrong") == ["401", "401"])
        #expect(camera.logins == .init(accepted: 1, refused: 1, challenged: 2))
        #expect(try await Self.curl(camera, "--basic", "-u", "admin:secret") == ["401"])
    }

    @Test("a used-up nonce is stale, not wrong")
    func staleNonce() async throws {
        var script = DigestScript(user: "admin", password: "secret")
        script.usesPerNonce = 1
        let camera = try Self.camera(.digest(script))
        let url = camera.url("/still.jpg")
        // Two requests of one curl: the second comes with the used nonce, is told so, and comes again.
        #expect(
            try await Self.curl(camera, "--digest", "-u", "admin:secret", "-o", "/dev/null", url)
                == ["401", "200", "401", "200"]
        )
        #expect(camera.logins.refused == 0)
    }

    @Test("a lone 401 in spite of right credentials, and a camera that changes its mind")
    func changes() async throws {
        let camera = try Self.camera(.basic(user: "a", password: "b"))
        camera.update { $0.refusalsToCome = 1 }
        #expect(try await Self.curl(camera, "--basic", "-u", "a:b") == ["401"])
        #expect(try await Self.curl(camera, "--basic", "-u", "a:b") == ["200"])
        camera.update { $0.authentication = .digest(user: "a", password: "b") }
        #expect(try await Self.curl(camera, "--basic", "-u", "a:b") == ["401"])
        #expect(try await Self.curl(camera, "--anyauth", "-u", "a:b") == ["401", "200"])
        camera.update { $0.authentication = .refuseAll }
        #expect(try await Self.curl(camera, "--anyauth", "-u", "a:b").last == "401")
    }
}
