import HTTPTypes
import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("Signed URLs")
struct SignedPathTests {
    private static let key = SigningKey(Array(repeating: 7, count: SigningKey.length))
    private static let now = WallTime(nanoseconds: 1_700_000_000_000_000_000)
    private static let door = AccessToken.example("door", "door-door-door-door", may: [.view], cameras: ["yard"])
    private static let mover = AccessToken.example("mover", "move-move-move-move", may: [.control])
    private static let path = "/api/camera_proxy/camera.yard"

    private static func sign(
        _ path: String = SignedPathTests.path,
        by issuer: SignedPath.Issuer = .token("door"),
        for seconds: Int = 60
    ) throws -> String {
        let signer = PathSigner(key: Self.key)
        return try #require(signer.sign(path, by: issuer, among: [Self.door, Self.mover], for: seconds, at: Self.now))
    }

    private static func issuer(
        _ target: String,
        method: HTTPRequest.Method = .get,
        tokens: [AccessToken] = [SignedPathTests.door, SignedPathTests.mover],
        key: SigningKey = SignedPathTests.key,
        after seconds: UInt64 = 0
    ) -> SignedPath.Issuer? {
        let now = WallTime(nanoseconds: Self.now.nanoseconds + seconds * 1_000_000_000)
        let request = HTTPRequest(method: method, scheme: nil, authority: "cams.example", path: target)
        return PathSigner(key: key).issuer(of: request, among: tokens, at: now)
    }

    @Test("it is a JSON Web Token as Home Assistant's, and its text is always the same")
    func token() throws {
        // Made with Python's hmac: of the text up to the second dot, by the code of "token:" and the token's value.
        let signed = try Self.sign("\(Self.path)?b=2&a=1%2F2&width=64")
        let token = signed.dropFirst("\(Self.path)?b=2&a=1%2F2&width=64&authSig=".count)
        #expect(token.split(separator: ".").first == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")
        #expect(
            token == """
                eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3MDAwMDAwNjAsImlhdCI6MTcwMDAwMDAwMCwiaXNzI\
                joidG9rZW46ZG9vciIsInBhcmFtcyI6W1siYSIsIjEvMiJdLFsiYiIsIjIiXV0sInBhdGgiOiIvYXBpL2NhbWVyYV9\
                wcm94eS9jYW1lcmEueWFyZCJ9.sUZ-nKm9dMjHm8dzr_IhcaFKg-1GvkOo17F3tWwQx1o
                """
        )
    }

    @Test("it holds for its path, its parameters but the picture's size, reading, and its time")
    func holds() throws {
        let signed = try Self.sign("\(Self.path)?max_age=5")
        #expect(Self.issuer(signed) == .token("door"))
        #expect(Self.issuer(signed, method: .head) == .token("door"))
        #expect(Self.issuer("\(signed)&width=64&height=48") == .token("door"))
        #expect(Self.issuer(signed, after: 59) == .token("door"))
        #expect(Self.issuer(signed, after: 60) == nil)
        #expect(Self.issuer(signed, method: .post) == nil)
        #expect(Self.issuer("\(signed)&max_age=6") == nil)
        #expect(Self.issuer("\(signed)&other=1") == nil)
        #expect(Self.issuer(signed.replacing("max_age=5", with: "max_age=6")) == nil)
        #expect(Self.issuer(signed.replacing("camera.yard", with: "camera.gate")) == nil)
        #expect(Self.issuer(signed.replacing("camera_proxy", with: "camera_proxy_stream")) == nil)
        #expect(Self.issuer(String(signed.dropLast())) == nil)
        #expect(Self.issuer(Self.path) == nil)
    }

    @Test("it ends with the token's value, its name and the key, and says nothing about other tokens")
    func ends() throws {
        let signed = try Self.sign()
        #expect(Self.issuer(signed, tokens: [Self.mover]) == nil)
        let changed = AccessToken.example("door", "other-other-other-other", may: [.view])
        #expect(Self.issuer(signed, tokens: [changed]) == nil)
        #expect(Self.issuer(signed, key: .random) == nil)
        #expect(PathSigner(key: Self.key).sign(Self.path, by: .token("none"), among: [], for: 1, at: Self.now) == nil)
    }

    @Test(
        "what somebody else has put together is no signature",
        arguments: [
            "", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAA",
            String(repeating: "a", count: 20_000),
        ]
    )
    func forged(_ token: String) {
        #expect(Self.issuer("\(Self.path)?authSig=\(token)") == nil)
    }

    @Test("it opens what whoever signed it may see")
    func rights() throws {
        let signer = PathSigner(key: Self.key)
        let yard = try CameraID("yard")
        func decide(
            _ target: String,
            _ camera: CameraID,
            _ tokens: [AccessToken],
            _ permission: AccessToken.Permission = .view
        ) -> Bool {
            let request = HTTPRequest(method: .get, scheme: nil, authority: "cams.example", path: target)
            let policy = AccessPolicy(tokens: tokens, signer: signer)
            return policy.decide(request, origin: .network, demand: .init(permission: permission, camera: camera))
                == .allowed
        }
        func sign(_ issuer: SignedPath.Issuer, _ path: String = SignedPathTests.path) throws -> String {
            try #require(signer.sign(path, by: issuer, among: [Self.door, Self.mover], for: 60, at: .now()))
        }
        let tokens = [Self.door, Self.mover]
        #expect(decide(try sign(.token("door")), yard, tokens))
        #expect(!decide(try sign(.token("door")), yard, tokens, .control))
        #expect(!decide(try sign(.token("door")), try CameraID("gate"), tokens))
        #expect(decide(try sign(.token("mover")), try CameraID("gate"), tokens))
        #expect(decide(try sign(.control), yard, tokens))
        // Whoever was on this machine had a right while there were no tokens.
        #expect(decide(try sign(.host), yard, []))
        #expect(!decide(try sign(.host), yard, tokens))
        #expect(!decide(try sign(.control, "/api/states"), yard, tokens))
    }

    @Test("the HLS whose URL was asked for with one is open as long as that holds")
    func ticket() throws {
        let signer = PathSigner(key: Self.key)
        let tokens = [Self.door]
        let path = signer.sign("/api/camera_stream/yard", by: .token("door"), among: tokens, for: 60, at: .now())
        var grant = MediaTickets.Grant(
            camera: try CameraID("yard"),
            token: nil,
            host: "cams.example",
            origin: .network,
            signedPath: Secret(try #require(path))
        )
        func decide(_ tokens: [AccessToken]) -> AccessPolicy.Decision {
            AccessPolicy(tokens: tokens, signer: signer)
                .decide(grant.request, origin: .network, demand: .init(permission: .view, camera: grant.camera))
        }
        #expect(decide(tokens) == .allowed)
        #expect(decide([Self.mover]) == .unauthorized)
        grant.signedPath = nil
        #expect(decide(tokens) == .unauthorized)
    }
}
