import TestSupport
import Testing

/// Who may do what, and that what lets them stays out of the log.
@Suite("Tokens", .takesTurns)
struct TokenTests {
    private static let webhook = "the-door-webhook-0123456789"

    /// Somebody with a token, or without.
    enum Caller: String, CaseIterable {
        case nobody, stranger, viewer, oneCamera, controller, admin

        var token: String? { self == .nobody ? nil : "\(self.rawValue)-0123456789abcdef" }
    }

    /// Demo cameras `yard` and `gate`, push camera `door`; the log says all it ever says.
    private static func supervisor() async throws -> RunningSupervisor {
        let token = { (caller: Caller, rest: String) in
            "{ name: \(caller.rawValue), token: \(caller.token ?? ""), \(rest) }"
        }
        let tokens = [
            token(.viewer, "may: view"), token(.oneCamera, "may: [view, control], cameras: [yard]"),
            token(.controller, "may: control"), token(.admin, "may: admin"),
        ]
        return try await RunningSupervisor(
            """
            cameras:
              yard: { platform: demo }
              gate: { platform: demo }
              door: { platform: push, webhook_id: \(Self.webhook) }
            """,
            http: "tokens: [\(tokens.joined(separator: ", "))]",
            arguments: ["--log-level", "trace"]
        )
    }

    /// What is asked, and the status for each caller in the order of ``Caller``.
    private static let expectations: [(method: String, target: String, statuses: [Int])] = [
        ("GET", "/livez", [200, 200, 200, 200, 200, 200]),
        ("GET", "/", [401, 401, 200, 200, 200, 200]),
        ("GET", "/api/v1/cameras", [401, 401, 200, 200, 200, 200]),
        ("GET", "/api/v1/cameras/yard", [401, 401, 200, 200, 200, 200]),
        ("GET", "/api/v1/cameras/gate", [401, 401, 200, 403, 200, 200]),
        ("GET", "/api/v1/cameras/none", [401, 401, 404, 403, 404, 404]),
        ("GET", "/api/camera_proxy/yard", [401, 401, 200, 200, 200, 200]),
        ("GET", "/api/camera_proxy/gate", [401, 401, 200, 403, 200, 200]),
        ("HEAD", "/api/camera_proxy_stream/yard", [401, 401, 200, 200, 200, 200]),
        ("HEAD", "/api/camera_proxy_stream/gate", [401, 401, 200, 403, 200, 200]),
        ("GET", "/api/camera_proxy_stream/none", [401, 401, 404, 403, 404, 404]),
        ("GET", "/api/camera_proxy/camera.gate", [401, 401, 200, 403, 200, 200]),
        ("GET", "/api/camera_proxy/%67ate", [401, 401, 404, 404, 404, 404]),
        ("GET", "/api/camera_proxy_stream/camera.none", [401, 401, 404, 403, 404, 404]),
        ("GET", "/readyz/cameras/yard", [401, 401, 200, 200, 200, 200]),
        ("GET", "/readyz/cameras/gate", [401, 401, 200, 403, 200, 200]),
        ("GET", "/api/v1/cameras/yard/last-exit", [401, 401, 404, 404, 404, 404]),
        ("GET", "/api/v1/cameras/gate/last-exit", [401, 401, 404, 403, 404, 404]),
        ("GET", "/api/v1/cameras/gate/video", [401, 401, 404, 403, 404, 404]),
        ("POST", "/api/template", [401, 401, 400, 400, 400, 400]),
        ("POST", "/api/v1/sign", [401, 401, 400, 400, 400, 400]),
        ("GET", "/api/error_log", [401, 401, 403, 403, 403, 200]),
        ("POST", "/api/config/core/check_config", [401, 401, 403, 403, 403, 200]),
        ("POST", "/api/v1/cameras/yard/start", [401, 401, 403, 202, 202, 202]),
        ("POST", "/api/v1/cameras/gate/start", [401, 401, 403, 403, 202, 202]),
        ("POST", "/api/v1/cameras/gate/stop", [401, 401, 403, 403, 202, 202]),
        ("POST", "/api/v1/cameras/camera.gate/restart", [401, 401, 403, 403, 202, 202]),
    ]

    /// The same request by header, by query, and by a header whose scheme is written otherwise.
    private static func forms(_ method: String, _ target: String, _ caller: Caller) -> [HTTPRequest] {
        guard let token = caller.token else { return [HTTPRequest(method, target)] }
        let fields = ["Bearer", "bearer"].map { ["Authorization": "\($0) \(token)"] as HTTPFields }
        return fields.map { HTTPRequest(method, target, fields: $0) }
            + [HTTPRequest(method, "\(target)?width=64&token=\(token)")]
    }

    @Test("each may what its token says, in the header and in the query; no token stands in the log")
    func permissions() async throws {
        let supervisor = try await Self.supervisor()
        for (method, target, statuses) in Self.expectations {
            for (caller, status) in zip(Caller.allCases, statuses) {
                for request in Self.forms(method, target, caller) {
                    let answer = try await supervisor.http.send(request)
                    #expect(answer.status == status, "\(caller): \(method) \(request.target): \(answer)")
                    if status == 401 { #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer ") == true) }
                }
            }
        }
        try await Self.expectNoSecrets(in: supervisor)
    }

    @Test("a token for one camera lists that camera")
    func list() async throws {
        let supervisor = try await Self.supervisor()
        let answer = try await supervisor.http.get("/api/v1/cameras?token=\(Caller.oneCamera.token ?? "")")
        #expect(answer.text.contains("\"id\":\"yard\""))
        #expect(!answer.text.contains("\"gate\"") && !answer.text.contains("\"door\""), "\(answer)")
    }

    @Test("streams, a webhook's id and what was tried with wrong ones stay out of the log")
    func log() async throws {
        let supervisor = try await Self.supervisor()
        let viewer = StreamViewer(
            supervisor.endpoint,
            "/api/camera_proxy_stream/yard?interval=0.1&token=\(Caller.viewer.token ?? "")"
        )
        try await viewer.waitForParts(2)
        let refused = StreamViewer(
            supervisor.endpoint,
            "/api/camera_proxy_stream/gate?token=\(Caller.oneCamera.token ?? "")"
        )
        try await waitUntil("the other stream is refused") { refused.end != nil }
        #expect(refused.partCount == 0)
        try await waitUntil("the push camera's worker takes uploads") {
            let upload = HTTPRequest.upload(TestPicture(counter: 1).bytes, to: "/api/webhook/\(Self.webhook)")
            return try await supervisor.http.send(upload).status == 200
        }
        for target in [
            "//api/webhook/\(Self.webhook)", "/api//webhook/\(Self.webhook)/", "/API/webhook/\(Self.webhook)",
        ] {
            _ = try await supervisor.http.post(target, body: [1])
            _ = try await supervisor.http.get("\(target)/more?token=\(Caller.admin.token ?? "")")
        }
        let garbage = try await supervisor.http.post("/api/webhook/\(Self.webhook)", body: Array("no picture".utf8))
        #expect(garbage.status == 415, "\(garbage)")
        try await Self.expectNoSecrets(in: supervisor)
    }

    /// Waits until the last request stands in the log, so that an empty one proves nothing.
    private static func expectNoSecrets(in supervisor: RunningSupervisor) async throws {
        _ = try await supervisor.http.get("/api/camera_proxy/the_last_one?token=\(Caller.admin.token ?? "")")
        try await waitUntil("the last request is in the log") {
            !supervisor.logLines(holding: "/api/camera_proxy/the_last_one?token=").isEmpty
        }
        let log = supervisor.program.standardError
        for caller in Caller.allCases {
            if let token = caller.token { #expect(!log.contains(token), "\(caller)'s token") }
        }
        #expect(!log.contains(Self.webhook))
    }
}
