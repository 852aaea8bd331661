import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("The routes, without workers")
struct RoutesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = "GET"
        var path: String
        var status: Int
        /// A word of the answer.
        var word = ""

        var testDescription: String { "\(self.method) \(self.path) → \(self.status)" }
    }

    static let cases: [Case] = [
        Case(path: "/", status: 200, word: "<!doctype html>"),
        Case(path: "/livez", status: 200, word: "ok"),
        Case(path: "/readyz", status: 200, word: "ok"),
        Case(path: "/readyz/cameras/yard", status: 200, word: "idle"),
        Case(path: "/readyz/cameras/camera.yard", status: 200, word: "idle"),
        Case(path: "/readyz/cameras/broken", status: 503, word: "misconfigured"),
        Case(path: "/readyz/cameras/none", status: 404, word: "no camera 'none'"),
        Case(path: "/api/v1/cameras", status: 200, word: "\"id\":\"broken\""),
        Case(path: "/api/v1/cameras/yard", status: 200, word: "\"platform\":\"demo\""),
        Case(path: "/api/v1/cameras/camera.yard", status: 200, word: "\"id\":\"yard\""),
        Case(path: "/api/v1/cameras/broken", status: 200, word: "a.yaml:3:5: error"),
        Case(path: "/api/v1/cameras/none", status: 404, word: "no camera 'none'"),
        Case(path: "/api/v1/cameras/yard/last-exit", status: 404, word: "no worker"),
        Case(path: "/api/v1/cameras/yard/video", status: 404, word: "camera 'yard' has no video"),
        Case(method: "POST", path: "/api/v1/cameras/none/restart", status: 404, word: "no camera"),
        Case(method: "POST", path: "/api/v1/cameras/broken/restart", status: 409, word: "a.yaml:3:5"),
        Case(path: "/api/camera_proxy/none", status: 404, word: "no camera 'none'"),
        Case(path: "/api/camera_proxy/UPPER", status: 404, word: "no camera 'UPPER'"),
        Case(path: "/api/camera_proxy/broken", status: 503, word: "misconfigured"),
        Case(path: "/api/camera_proxy/yard?width=x", status: 400, word: "width is a number"),
        Case(path: "/api/camera_proxy/yard?max_age=x", status: 400, word: "max_age is a number"),
        Case(path: "/api/camera_proxy_stream/none", status: 404, word: "no camera 'none'"),
        Case(path: "/api/camera_proxy_stream/broken", status: 503, word: "misconfigured"),
        Case(path: "/api/camera_proxy_stream/yard?interval=0", status: 400, word: "interval is a number"),
        Case(path: "/api/webhook/hook-hook-hook", status: 405, word: "••• takes POST, PUT"),
        Case(method: "POST", path: "/api/webhook/unknown", status: 404, word: "no such webhook"),
        Case(method: "PUT", path: "/api/webhook/unknown", status: 404, word: "no such webhook"),
        Case(method: "POST", path: "/api/webhook/hook-hook-hook", status: 503, word: "being replaced"),
        Case(path: "/local/x.jpg", status: 404, word: "http.local"),
        Case(path: "/nothing", status: 404, word: "nothing at /nothing"),
        Case(method: "DELETE", path: "/api/v1/cameras/yard", status: 405, word: "takes GET, HEAD"),
        Case(method: "DELETE", path: "/nothing", status: 404, word: "nothing at /nothing"),
    ]

    @Test("each path answers with its status and words that say why", arguments: cases)
    func answers(_ example: Case) async throws {
        let server = try await InProcessServer.open.value
        let answer = try await server.client.send(HTTPRequest(example.method, example.path))
        #expect(answer.status == example.status)
        #expect(answer.text.contains(example.word), "\(answer)")
        if example.status >= 400, !example.path.hasPrefix("/readyz/cameras/broken") {
            #expect(answer["Content-Type"] == "application/problem+json", "\(answer)")
        }
    }

    static let wrongMethods: [(String, String, String)] = [
        ("POST", "/", "GET, HEAD"), ("DELETE", "/livez", "GET, HEAD"), ("POST", "/readyz/cameras/yard", "GET, HEAD"),
        ("DELETE", "/api/v1/cameras", "GET, HEAD"), ("PATCH", "/api/v1/cameras/yard", "GET, HEAD"),
        ("GET", "/api/v1/cameras/yard/restart", "POST"), ("HEAD", "/api/v1/cameras/yard/restart", "POST"),
        ("POST", "/api/camera_proxy/yard", "GET, HEAD"), ("PUT", "/api/camera_proxy_stream/yard", "GET, HEAD"),
        ("POST", "/local/a/b.jpg", "GET, HEAD"), ("OPTIONS", "/api/v1/cameras", "GET, HEAD"),
        ("OPTIONS", "/api/webhook/hook-hook-hook", "POST, PUT"), ("DELETE", "/api/webhook/x", "POST, PUT"),
        ("DELETE", "/api/camera_proxy/none", "GET, HEAD"),
    ]

    @Test("a method that a path does not take is 405, and the answer says which it takes", arguments: wrongMethods)
    func wrongMethod(_ method: String, _ path: String, _ allow: String) async throws {
        let server = try await InProcessServer.open.value
        let answer = try await server.client.send(HTTPRequest(method, path))
        #expect(answer.status == 405, "\(answer)")
        #expect(answer["Allow"] == allow)
        #expect(answer["X-Content-Type-Options"] == "nosniff")
        if method != "HEAD" { #expect(answer.text.contains("takes \(allow)") && !answer.text.contains("hook-hook")) }
    }

    @Test("what every answer carries, errors included", arguments: cases)
    func securityHeaders(_ example: Case) async throws {
        let server = try await InProcessServer.open.value
        let answer = try await server.client.send(HTTPRequest(example.method, example.path))
        #expect(answer["X-Content-Type-Options"] == "nosniff")
        #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
        #expect(answer["Referrer-Policy"] == "no-referrer")
    }

    @Test("HEAD answers as GET does, without the body", arguments: cases.filter { $0.method == "GET" })
    func head(_ example: Case) async throws {
        let server = try await InProcessServer.open.value
        let get = try await server.client.get(example.path)
        // The connection is kept, so a body that came all the same would be read as the next answer.
        let (head, next) = try await server.client.connected { connection in
            try connection.send(HTTPRequest("HEAD", example.path))
            let head = try connection.readResponse(to: "HEAD")
            guard !head.head.closesConnection else { return (head, head.status) }
            return (head, try connection.answer(to: HTTPRequest("GET", "/livez")).status)
        }
        #expect(head.status == get.status)
        #expect(head["Content-Type"] == get["Content-Type"])
        // Ages of frames are written with as many digits as they have.
        if !example.path.hasPrefix("/api/v1") { #expect(head["Content-Length"] == get["Content-Length"]) }
        #expect(next == 200 || next == head.status)
    }

    @Test("a foreign Host gets nothing but the probes", arguments: cases.filter { $0.method == "GET" })
    func foreignHost(_ example: Case) async throws {
        let server = try await InProcessServer.open.value
        let answer = try await server.client.get(example.path, fields: ["Host": "evil.example"])
        let isProbe = example.path == "/livez" || example.path == "/readyz"
        let isSecret = example.path.hasPrefix("/api/webhook")
        if isProbe || isSecret || example.path == "/nothing" {
            #expect(answer.status == example.status)
        } else {
            #expect(answer.status == 403)
        }
    }

    @Test("a page of another site commands nothing", arguments: ["restart", "stop", "start"])
    func foreignPage(_ command: String) async throws {
        let server = try await InProcessServer.open.value
        for fields in [["Origin": "http://evil.example"], ["Sec-Fetch-Site": "cross-site"]] as [HTTPFields] {
            let answer = try await server.client.post("/api/v1/cameras/yard/\(command)", fields: fields)
            #expect(answer.status == 403)
        }
    }
}

@Suite("The routes with tokens")
struct GuardedRoutesTests {
    private func status(_ target: String, _ token: String?, method: String = "GET") async throws -> Int {
        let server = try await InProcessServer.guarded.value
        var request = HTTPRequest(method, target)
        if let token { request.fields["Authorization"] = "Bearer \(token)" }
        return try await server.client.send(request).status
    }

    static let secured = [
        "/", "/api/v1/cameras", "/api/v1/cameras/yard", "/api/v1/cameras/none", "/api/camera_proxy/yard",
        "/api/camera_proxy/none", "/api/camera_proxy_stream/yard", "/api/camera_proxy_stream/none", "/local/x",
        "/readyz/cameras/yard", "/readyz/cameras/none",
    ]

    @Test("without a token there is nothing to see, not even which cameras there are", arguments: secured)
    func withoutToken(_ path: String) async throws {
        #expect(try await self.status(path, nil) == 401)
        #expect(try await self.status(path, "wrong-wrong-wrong-wrong") == 401)
        let server = try await InProcessServer.guarded.value
        #expect(try await server.client.get(path)["WWW-Authenticate"] == "Bearer realm=\"camsupervisor\"")
    }

    @Test("the probes need none")
    func probes() async throws {
        for path in ["/livez", "/readyz"] { #expect(try await self.status(path, nil) == 200) }
    }

    @Test("a viewer sees and does not command")
    func viewer() async throws {
        #expect(try await self.status("/api/v1/cameras/yard", "view-view-view-view") == 200)
        #expect(try await self.status("/api/v1/cameras/yard/restart", "view-view-view-view", method: "POST") == 403)
        #expect(try await self.status("/api/v1/cameras/none", "view-view-view-view") == 404)
    }

    @Test("a token for one camera sees that one")
    func seer() async throws {
        #expect(try await self.status("/api/v1/cameras/yard", "seer-seer-seer-seer") == 200)
        #expect(try await self.status("/api/v1/cameras/gate", "seer-seer-seer-seer") == 403)
        #expect(try await self.status("/api/camera_proxy/gate", "seer-seer-seer-seer") == 403)
        #expect(try await self.status("/api/camera_proxy_stream/gate", "seer-seer-seer-seer") == 403)
        // Whether it exists is not told either.
        #expect(try await self.status("/api/v1/cameras/none", "seer-seer-seer-seer") == 403)
        let server = try await InProcessServer.guarded.value
        let list = try await server.client.get("/api/v1/cameras?token=seer-seer-seer-seer")
        #expect(list.text.contains("\"id\":\"yard\""))
        #expect(!list.text.contains("\"id\":\"gate\""))
    }

    @Test("a webhook needs no token")
    func webhook() async throws {
        #expect(try await self.status("/api/webhook/hook-hook-hook", nil, method: "POST") == 503)
        #expect(try await self.status("/api/webhook/unknown", nil, method: "POST") == 404)
    }
}
