import HTTPTypes
import Shared
import Testing

@testable import camsupervisor

@Suite("AccessPolicy with tokens")
struct AccessTokenDecisionTests {
    private static let policy = AccessPolicy(tokens: [
        .example("wall", "view-view-view-view", may: [.view]),
        .example("panel", "control-control-con", may: [.control]),
        .example("boss", "admin-admin-admin-ad", may: [.admin]),
        .example("guest", "guest-guest-guest-gu", may: [.view], cameras: ["yard", "gate"]),
    ])

    private func decide(
        _ token: String,
        _ permission: AccessToken.Permission,
        camera: String? = nil
    ) throws -> AccessPolicy.Decision {
        let camera = try camera.map { text throws(InvalidCameraID) in try CameraID(text) }
        return Self.policy.decide(
            .to("/", host: "cameras.example", fields: [.authorization: "Bearer \(token)"]),
            origin: .network,
            demand: .init(permission: permission, camera: camera)
        )
    }

    static let grants: [(String, AccessToken.Permission, Bool)] = [
        ("view-view-view-view", .view, true), ("view-view-view-view", .control, false),
        ("view-view-view-view", .admin, false), ("control-control-con", .view, true),
        ("control-control-con", .control, true), ("control-control-con", .admin, false),
        ("admin-admin-admin-ad", .view, true), ("admin-admin-admin-ad", .control, true),
        ("admin-admin-admin-ad", .admin, true),
    ]

    @Test("each right includes those before it", arguments: grants)
    func rights(_ token: String, _ permission: AccessToken.Permission, _ isAllowed: Bool) throws {
        let decision = try self.decide(token, permission, camera: "yard")
        #expect((decision == .allowed) == isAllowed)
        if case .forbidden(let reason) = decision {
            #expect(reason.contains("may not \(permission.rawValue)"))
            #expect(!reason.contains(token))
        }
    }

    @Test("a token for some cameras allows those only")
    func cameras() throws {
        #expect(try self.decide("guest-guest-guest-gu", .view, camera: "yard") == .allowed)
        #expect(try self.decide("guest-guest-guest-gu", .view, camera: "gate") == .allowed)
        #expect(try self.decide("guest-guest-guest-gu", .view) == .allowed)
        #expect(
            try self.decide("guest-guest-guest-gu", .view, camera: "bedroom")
                == .forbidden("token 'guest' may not view here")
        )
        #expect(try self.decide("guest-guest-guest-gu", .control, camera: "yard") != .allowed)
    }

    static let nearMisses = [
        "", "x", "view-view-view-vie", "view-view-view-view-", "View-View-View-View", "view-view-view-viex",
        " view-view-view-view",
    ]

    @Test("what is no token is unauthorized, however near it comes", arguments: nearMisses)
    func unknown(_ token: String) throws {
        #expect(try self.decide(token, .view) == .unauthorized)
    }

    struct Way: Sendable, CustomTestStringConvertible {
        var path = "/"
        var fields: HTTPFields = [:]
        var isAllowed = true

        var testDescription: String { "\(self.path) \(self.fields[.authorization] ?? "")" }
    }

    static let shown: [Way] = [
        Way(fields: [.authorization: "Bearer view-view-view-view"]),
        Way(fields: [.authorization: "bearer view-view-view-view"]),
        Way(fields: [.authorization: "BEARER view-view-view-view"]),
        Way(path: "/?token=view-view-view-view"),
        Way(path: "/?width=3&token=view-view-view-view&x=1"),
        Way(path: "/?token=view%2Dview-view-view"),
        // A reverse proxy's own password beside our token.
        Way(path: "/?token=view-view-view-view", fields: [.authorization: "Basic YTpi"]),
        Way(isAllowed: false),
        Way(path: "/?token=", isAllowed: false),
        Way(path: "/?token", isAllowed: false),
        Way(path: "/?Token=view-view-view-view", isAllowed: false),
        Way(path: "/?atoken=view-view-view-view", isAllowed: false),
        Way(path: "/token=view-view-view-view", isAllowed: false),
        Way(path: "/?token=wrong&token=view-view-view-view", isAllowed: false),
        Way(fields: [.authorization: "Basic view-view-view-view"], isAllowed: false),
        Way(fields: [.authorization: "view-view-view-view"], isAllowed: false),
        Way(fields: [.authorization: "Bearer"], isAllowed: false),
        Way(fields: [.authorization: "Bearer  view-view-view-view"], isAllowed: false),
        // Who shows a wrong token is not asked for another.
        Way(path: "/?token=view-view-view-view", fields: [.authorization: "Bearer wrong"], isAllowed: false),
    ]

    @Test("shown in the header or in the query", arguments: shown)
    func ways(_ way: Way) {
        let decision = Self.policy.decide(
            .to(way.path, host: "cameras.example", fields: way.fields),
            origin: .network,
            demand: .view
        )
        #expect(decision == (way.isAllowed ? .allowed : .unauthorized))
    }

    @Test("the Host does not matter once there are tokens, and does not replace one")
    func host() {
        let request = HTTPRequest.to("/", host: "localhost")
        #expect(Self.policy.decide(request, origin: .network, demand: .view) == .unauthorized)
    }

    @Test("the control socket needs neither token nor Host", arguments: [HTTPRequest.Method.get, .post])
    func control(_ method: HTTPRequest.Method) {
        for policy in [Self.policy, AccessPolicy(tokens: [])] {
            let request = HTTPRequest.to("/", method: method, host: "anything")
            let decision = policy.decide(
                request,
                origin: .control(uid: 1000, pid: 77),
                demand: .init(permission: .admin)
            )
            #expect(decision == .allowed)
        }
    }

    @Test("a webhook carries its own secret: no token, any Host", arguments: [HTTPRequest.Method.post, .put])
    func webhook(_ method: HTTPRequest.Method) {
        for policy in [Self.policy, AccessPolicy(tokens: [])] {
            let request = HTTPRequest.to("/api/webhook/x", method: method, host: "192.168.1.4:8124")
            #expect(policy.decide(request, origin: .network, demand: .webhook) == .allowed)
        }
    }

    @Test("texts are equal exactly when their bytes are")
    func constantTime() {
        let texts = ["", "a", "b", "ab", "ba", "aa", "é", "e\u{301}", "view-view-view-view", "view-view-view-viev"]
        for left in texts {
            for right in texts {
                #expect(left.equalsInConstantTime(right) == (Array(left.utf8) == Array(right.utf8)))
            }
        }
    }

    @Test("a refusal is an answer with the status that fits")
    func problems() {
        let none = Problem(AccessPolicy.Decision.allowed)
        #expect(none?.status == nil)
        #expect(Problem(.unauthorized)?.status == .unauthorized)
        #expect(Problem(.forbidden("no"))?.status == .forbidden)
        #expect(Problem(.forbidden("no"))?.detail == "no")
    }
}
