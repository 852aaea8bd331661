import Testing

@testable import TestSupport

@Suite("AmcrestCamera's door, tried by curl")
struct AmcrestDoorTests {
    private static let target = "/cgi-bin/global.cgi?action=getCurrentTime"

    /// Status codes of the requests that curl made, challenges included.
    private static func curl(_ camera: AmcrestCamera, times: Int = 1, _ arguments: String...) async throws -> [String] {
        let url = "http://127.0.0.1:\(camera.port)\(Self.target)"
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["-sS", "-D", "-", "-u", "\(camera.user):\(camera.password)"] + arguments
                + (0..<times).flatMap { _ in ["-o", "/dev/null", url] }
        )
        #expect(try await curl.waitForExit() == .code(0), "\(curl.standardError)")
        return curl.standardOutput.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/") }
            .map { String($0.split(separator: " ")[1]) }
    }

    @Test("Digest: curl, which asks for a challenge each time, over one connection")
    func digest() async throws {
        let camera = try AmcrestCamera.start()
        #expect(try await Self.curl(camera, times: 2, "--digest") == ["401", "200", "401", "200"])
        #expect(camera.logins == LoginCounts(accepted: 2, challenged: 2))
        #expect(camera.totalConnections == 1)
        #expect(camera.commands == Array(repeating: "global.cgi?action=getCurrentTime", count: 2))
        #expect(camera.requests.map(\.authenticationScheme) == [nil, "Digest", nil, "Digest"])
        #expect(camera.strangeRequests == [])
    }

    @Test("a nonce is good for many requests, and a count that came before is taken for an old one")
    func counted() async throws {
        let camera = try AmcrestCamera.start()
        let client = HTTPClient(port: camera.port)
        let challenge = try await client.get(Self.target)["WWW-Authenticate"] ?? ""
        func ask(_ count: String) async throws -> HTTPResponse {
            let authorization = Self.authorization(camera, challenge, count: count)
            return try await client.get(Self.target, fields: ["Authorization": authorization])
        }
        for count in ["00000001", "00000002", "0000000a"] { #expect(try await ask(count).status == 200) }
        let again = try await ask("00000002")
        #expect(again.status == 401)
        #expect(again["WWW-Authenticate"]?.contains("stale=true") == true)
        #expect(try await ask("0000000b").status == 200)
        #expect(camera.logins == LoginCounts(accepted: 4, challenged: 2, oldNonces: 1))
    }

    /// What a client makes of a challenge.
    private static func authorization(_ camera: AmcrestCamera, _ challenge: String, count: String) -> String {
        let quoted = challenge.split(separator: "\"", omittingEmptySubsequences: false)
        let (realm, nonce) = (quoted[1], quoted[3])
        let secret = MD5.hex("\(camera.user):\(realm):\(camera.password)")
        let response = MD5.hex("\(secret):\(nonce):\(count):0a4f:auth:\(MD5.hex("GET:\(Self.target)"))")
        return """
            Digest username="\(camera.user)", realm="\(realm)", nonce="\(nonce)", uri="\(Self.target)", qop=auth, \
            nc=\(count), cnonce="0a4f", response="\(response)"
            """
    }

    @Test("SHA-256 is what curl computes, too")
    func sha256() async throws {
        let camera = try AmcrestCamera.start()
        var script = DigestScript(user: camera.user, password: camera.password)
        script.algorithm = .sha256
        script.saysAlgorithm = true
        camera.authenticate(by: .digest(script))
        #expect(try await Self.curl(camera, "--digest") == ["401", "200"])
        #expect(SHA256.hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("old firmware offers both kinds, and takes both")
    func old() async throws {
        let camera = try AmcrestCamera.start(.old)
        let challenge = try await HTTPClient(port: camera.port).get(Self.target)
        #expect(challenge.head.fields.all("WWW-Authenticate").map { String($0.prefix(6)) } == ["Digest", "Basic "])
        #expect(challenge["WWW-Authenticate"]?.contains("qop") == false)
        #expect(try await Self.curl(camera, "--basic") == ["200"])
        #expect(try await Self.curl(camera, "--digest") == ["401", "200"])
    }

    @Test("after a restart nobody's nonce is known")
    func restart() async throws {
        let camera = try AmcrestCamera.start()
        _ = try await Self.curl(camera, "--digest")
        let header = try #require(camera.requests.last?.fields["Authorization"])
        camera.goAway()
        try camera.comeBack()
        let answer = try await HTTPClient(port: camera.port).get(Self.target, fields: ["Authorization": header])
        #expect(answer.status == 401)
        #expect(camera.logins.oldNonces == 1)
    }

    @Test("it restarts when it is told to, and comes back")
    func reboot() async throws {
        let camera = try AmcrestCamera.start { $0.restartTime = .milliseconds(20) }
        camera.authenticate(by: .none)
        let client = HTTPClient(port: camera.port)
        // The answer may be lost with the connection.
        _ = try? await client.get("/cgi-bin/magicBox.cgi?action=reboot")
        try await waitUntil("it is back") { (try? await client.get(Self.target).status) == 200 }
        #expect(camera.state.restarts == 1)
    }

    @Test("a connection too many gets 401 for everything, and is let in when another ends")
    func sessions() async throws {
        let camera = try AmcrestCamera.start()
        camera.authenticate(by: .basic(user: camera.user, password: camera.password))
        camera.limitSessions(to: 1)
        let authorization = "Basic \(Base64.encode(Array("\(camera.user):\(camera.password)".utf8)))"
        let request = HTTPRequest("GET", Self.target, fields: ["Authorization": authorization])
        let statuses = try await HTTPClient(port: camera.port).connected { first in
            let second = try HTTPConnection(to: .port(camera.port))
            let early = try [first, second, first].map { try $0.answer(to: request).status }
            #expect(camera.logins == LoginCounts(accepted: 2, turnedAway: 1))
            first.socket.shutDown()
            // The camera sees it in its own time.
            for _ in 0..<10_000 where try second.answer(to: request).status == 200 { return early + [200] }
            return early
        }
        #expect(statuses == [200, 401, 200, 200])
    }

    @Test("https, by a front")
    func https() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start()
        let front = try await TLSFront.start(CertificatePair(in: folder), to: camera.port)
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            [
                "-sSk", "--digest", "-u", "\(camera.user):\(camera.password)",
                "https://127.0.0.1:\(front.port)\(Self.target)",
            ]
        )
        #expect(try await curl.waitForExit() == .code(0), "\(curl.standardError)")
        #expect(curl.standardOutput == "result=2026-11-21 00:12:13\r\n")
    }
}
