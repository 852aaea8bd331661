import Foundation
import TestSupport
import Testing

/// `POST /api/v1/sign` against the real binary.
@Suite("Signed URLs of pictures", .takesTurns)
struct SignedURLTests {
    private static let (one, all) = ("one-camera-0123456789", "all-cameras-0123456789")

    private static func configuration(_ tokens: [String]) -> String {
        "tokens: [\(tokens.joined(separator: ", "))]"
    }

    private static let tokens = [
        "{ name: one, token: \(one), cameras: [yard] }", "{ name: all, token: \(all), may: admin }",
    ]

    private static let many = (0...20).map { "p\($0)=1" }.joined(separator: "&")

    private struct Signed: Decodable {
        var path: String
        var expires: String
    }

    private static func sign(
        _ client: HTTPClient,
        _ body: String,
        token: String?
    ) async throws -> HTTPResponse {
        let fields: HTTPFields = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        return try await client.post("/api/v1/sign", fields: fields, body: Array(body.utf8))
    }

    private static func path(_ answer: HTTPResponse) throws -> String {
        try JSONDecoder().decode(Signed.self, from: Data(answer.body)).path
    }

    @Test("a signed URL needs no token, opens one path, and stays out of the log")
    func opens() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { yard: { platform: demo }, gate: { platform: demo } }",
            http: Self.configuration(Self.tokens),
            arguments: ["--log-level", "trace"]
        )
        let body = #"{"path": "/api/camera_proxy/camera.yard", "expires": 60}"#
        let signed = try Self.path(try await Self.sign(supervisor.http, body, token: Self.one))
        #expect(try await supervisor.http.get("/api/camera_proxy/camera.yard").status == 401)
        let picture = try await supervisor.http.get("\(signed)&width=64")
        #expect(picture.status == 200 && picture["Cross-Origin-Resource-Policy"] == "cross-origin")
        let gate = signed.replacingOccurrences(of: "yard", with: "gate")
        #expect(try await supervisor.http.get(gate).status == 401)
        #expect(try await supervisor.http.get(String(signed.dropLast(2))).status == 401)
        let stream = #"{"path": "/api/camera_proxy_stream/yard?interval=0.1"}"#
        let viewer = StreamViewer(
            supervisor.endpoint,
            try Self.path(try await Self.sign(supervisor.http, stream, token: Self.all))
        )
        try await viewer.waitForParts(2)
        // By the control socket, for the network.
        let control = try Self.path(try await Self.sign(supervisor.control, body, token: nil))
        #expect(try await supervisor.http.get(control).status == 200)
        try await waitUntil("the requests are in the log") {
            !supervisor.logLines(holding: "/api/camera_proxy/camera.yard?authSig=").isEmpty
        }
        let signature = try #require(signed.split(separator: ".").last)
        #expect(!supervisor.program.standardError.contains(signature))
    }

    static let refused: [(body: String, token: String?, status: Int, words: String)] = [
        (#"{"path": "/api/camera_proxy/yard"}"#, nil, 401, "a valid token is needed"),
        (#"{"path": "/api/camera_proxy/gate"}"#, one, 403, "may not view here"),
        (#"{"path": "/api/camera_proxy/none"}"#, all, 404, "there is no camera 'none'"),
        (#"{"path": "/api/states"}"#, all, 400, "only /api/camera_proxy/…, "),
        (#"{"path": "/api/camera_proxy/yard?token=x"}"#, all, 400, "a path with 'token' is not signed"),
        (#"{"path": "/api/camera_proxy/yard?\#(Self.many)"}"#, all, 400, "more than 20 parameters is not signed"),
        (#"{"path": "/api/camera_proxy/yard a"}"#, all, 400, "'path' is no path of a URL"),
        (#"{"path": "/api/camera_proxy/yard", "expires": 0}"#, all, 400, "from 1 to 2592000"),
        (#"{"path": "/api/camera_proxy/yard", "expires": "1h"}"#, all, 400, "from 1 to 2592000"),
        (#"{"path": 7}"#, all, 400, "the body is an object with a text 'path'"),
        (#"{"path": "/api/camera_stream/yard?a=1"}"#, all, 400, "has no parameters"),
        ("{", all, 400, "the body is no JSON"),
    ]

    @Test("what cannot be signed is said")
    func refuses() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { yard: { platform: demo }, gate: { platform: demo } }",
            http: Self.configuration(Self.tokens)
        )
        for (body, token, status, words) in Self.refused {
            let answer = try await Self.sign(supervisor.http, body, token: token)
            #expect(answer.status == status && answer.text.contains(words), "\(body): \(answer)")
        }
    }

    @Test("it outlives a restart with a state folder, and ends with the token that signed it")
    func ends() async throws {
        let folder = try TemporaryFolder()
        let arguments = ["--state", folder.path]
        let cameras = "cameras: { yard: { platform: demo }, gate: { platform: demo } }"
        let first = try await RunningSupervisor(cameras, http: Self.configuration(Self.tokens), arguments: arguments)
        let body = #"{"path": "/api/camera_proxy/yard", "expires": 600}"#
        let (mine, other) = (
            try Self.path(try await Self.sign(first.http, body, token: Self.one)),
            try Self.path(try await Self.sign(first.http, body, token: Self.all))
        )
        _ = try await first.stop()
        let second = try await RunningSupervisor(
            cameras,
            http: Self.configuration(Array(Self.tokens.dropFirst())),
            arguments: arguments
        )
        #expect(try await second.http.get(mine).status == 401)
        #expect(try await second.http.get(other).status == 200)
    }
}
