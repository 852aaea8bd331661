import Testing

@testable import TestSupport

@Suite("ONVIFCamera: whom it lets in")
struct ONVIFLoginTests {
    /// That of the ONVIF Application Programmer's Guide.
    @Test("the digest is Base64(SHA-1(nonce + created + password))")
    func vector() throws {
        let nonce = try #require(Base64.decode("LKqI6G/AikKCQrN0zqZFlg=="))
        let bytes = nonce + Array("2010-09-16T07:50:45Zuserpassword".utf8)
        #expect(Base64.encode(SHA1.digest(bytes)) == "tuOSpGlFlIXsozq4HFNeeGeFLEI=")
    }

    @Test(
        "SHA-1 as RFC 3174 has it",
        arguments: [
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
            (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
        ]
    )
    func sha1(text: String, digest: String) {
        let bytes = SHA1.digest(Array(text.utf8))
        let hex = bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        #expect(hex == digest)
    }

    @Test("Base64 that is none is refused", arguments: ["a", "ab=", "a===", "abc!", "ab==cd=="])
    func base64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    private static let scopes = "<tds:GetScopes/>"
    private static let refused = ["env:Sender", "ter:NotAuthorized"]

    @Test("what is wrong with a token is said to the test, and to the client only that it is not authorized")
    func tokens() async throws {
        let camera = try ONVIFCamera.start()
        let good = SOAPCaller(camera)
        #expect(try await good.call(.device, Self.scopes).status == 200)
        var caller = good
        caller.password = "another"
        #expect(try await caller.call(.device, Self.scopes).codes == Self.refused)
        caller = good
        caller.user = "root"
        #expect(try await caller.call(.device, Self.scopes).codes == Self.refused)
        caller = good
        caller.clockOffset = 360
        #expect(try await caller.call(.device, Self.scopes).codes == Self.refused)
        caller = good
        caller.sendsToken = false
        #expect(try await caller.call(.device, Self.scopes).status == 400)
        caller = good
        caller.nonce = Array(0..<16)
        #expect(try await caller.call(.device, Self.scopes).status == 200)
        #expect(try await caller.call(.device, Self.scopes).codes == Self.refused)
        let reasons = camera.refusals
        let beginnings = [
            "the digest is not", "no user 'root'", "created 20", "no UsernameToken", "the nonce came before",
        ]
        #expect(
            zip(reasons, beginnings).allSatisfy { $0.hasPrefix($1) } && reasons.count == beginnings.count,
            "\(reasons)"
        )
        #expect(camera.logins == LoginCounts(accepted: 2, refused: 4, challenged: 1))
        #expect(camera.strangeRequests == [])
    }

    @Test("a clock that is off by hours wants tokens of its own time")
    func clock() async throws {
        let camera = try ONVIFCamera.start { $0.clockOffset = 3 * 3600 }
        var caller = SOAPCaller(camera)
        #expect(try await caller.call(.device, Self.scopes).status == 200)
        caller.clockOffset = 0
        #expect(try await caller.call(.device, Self.scopes).codes == Self.refused)
    }

    @Test("what is open to everybody is open, and a wrong token is refused even there")
    func open() async throws {
        let camera = try ONVIFCamera.start()
        var caller = SOAPCaller(camera)
        caller.sendsToken = false
        #expect(try await caller.call(.device, "<tds:GetSystemDateAndTime/>").status == 200)
        #expect(try await caller.call(.device, "<tds:GetCapabilities/>").status == 200)
        #expect(try await caller.call(.device, "<tds:GetDeviceInformation/>").status == 400)
        let old = try ONVIFCamera.start(.old)
        var stranger = SOAPCaller(old)
        stranger.sendsToken = false
        #expect(try await stranger.call(.device, "<tds:GetCapabilities/>").status == 400)
        caller.sendsToken = true
        caller.password = "wrong"
        #expect(try await caller.call(.device, "<tds:GetCapabilities/>").codes == Self.refused)
    }

    /// With nothing of ours: the digest is OpenSSL's.
    @Test("a token that a shell has made")
    func shell() async throws {
        let camera = try ONVIFCamera.start()
        let profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
        let script = """
            set -euo pipefail
            nonce=$(head -c 16 /dev/urandom | base64)
            created=$(date -u +%Y-%m-%dT%H:%M:%SZ)
            digest=$({ printf %s "$nonce" | base64 -d; printf %s "$created$2"; } | openssl sha1 -binary | base64)
            curl -sSf -H 'Content-Type: application/soap+xml; charset=utf-8' --data-binary @- "$0" << EOF
            <s:Envelope xmlns:s="\(SOAPNamespace.envelope12)"><s:Header><Security xmlns="\(SOAPNamespace.security)">
            <UsernameToken><Username>$1</Username>
            <Password Type="\(profile)-username-token-profile-1.0#PasswordDigest">$digest</Password>
            <Nonce EncodingType="\(profile)-soap-message-security-1.0#Base64Binary">$nonce</Nonce>
            <Created xmlns="\(SOAPNamespace.utility)">$created</Created></UsernameToken></Security></s:Header>
            <s:Body><GetDeviceInformation xmlns="\(ScriptedService.device.namespace)"/></s:Body></s:Envelope>
            EOF
            """
        let arguments = ["-c", script, camera.address, camera.user, camera.password]
        let shell = try RunningProgram("/bin/bash", arguments)
        #expect(try await shell.waitForExit(within: .seconds(60)) == .code(0), "\(shell.standardError)")
        #expect(shell.standardOutput.contains("<tds:Model>IPC-1</tds:Model>"))
        #expect(camera.logins == LoginCounts(accepted: 1))
        #expect(camera.strangeRequests == [])
    }

    @Test("HTTP Digest, when that is what it wants", arguments: [ScriptedDeviceState.Authentication.digest, .either])
    func digest(kind: ScriptedDeviceState.Authentication) async throws {
        let camera = try ONVIFCamera.start { $0.authentication = kind }
        var caller = SOAPCaller(camera)
        #expect(try await caller.call(.device, Self.scopes).status == (kind == .either ? 200 : 401))
        caller.sendsToken = false
        #expect(try await caller.call(.device, "<tds:GetSystemDateAndTime/>").status == 200)
        #expect(try await caller.call(.device, Self.scopes).status == 401)
        let folder = try TemporaryFolder()
        let body = try folder.write(caller.message(Self.scopes), to: "body")
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            [
                "-sSf", "--digest", "-u", "\(camera.user):\(camera.password)", "-H",
                "Content-Type: application/soap+xml; charset=utf-8", "--data-binary", "@\(body)", camera.address,
            ]
        )
        #expect(try await curl.waitForExit() == .code(0), "\(curl.standardError)")
        #expect(curl.standardOutput.contains("GetScopesResponse"))
        #expect(camera.web.logins.accepted == 1)
        #expect(camera.strangeRequests == [])
    }
}
