import HTTPTypes
import Shared
import Testing

@testable import camsupervisor

@Suite("AccessPolicy without tokens: only this host's names")
struct HostRuleTests {
    private let policy = AccessPolicy(tokens: [])

    static let ownHosts = [
        "localhost", "localhost:8124", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8124", "[::1]", "[::1]:8124",
        "localhost:",
    ]

    @Test("served", arguments: ownHosts)
    func served(_ host: String) {
        #expect(self.policy.decide(.to("/", host: host), origin: .network, demand: .view) == .allowed)
    }

    static let otherHosts = [
        "cameras.example", "localhost.evil.example", "localhost.", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0",
        "192.168.1.4:8124", "[::1].evil.example", "[::2]", "::1", "evil.example:80", "localhost:80:evil", "", "local",
        "localhost@evil.example", "evil.example#localhost", "127.1", "2130706433",
    ]

    @Test("refused, whatever is asked", arguments: otherHosts)
    func refused(_ host: String) {
        for method in [HTTPRequest.Method.get, .head, .post] {
            let decision = self.policy.decide(
                .to("/", method: method, host: host),
                origin: .network,
                demand: .view
            )
            guard case .forbidden(let reason) = decision else {
                Issue.record("\(method) \(host): \(decision)")
                continue
            }
            #expect(reason.contains("configure http.tokens"))
        }
    }

    @Test("a request without Host is no browser's and is served")
    func withoutHost() {
        #expect(self.policy.decide(.to("/", host: nil), origin: .network, demand: .view) == .allowed)
    }

    @Test("who comes from another machine is refused, whatever its Host says", arguments: ownHosts + [nil])
    func elsewhere(_ host: String?) {
        for method in [HTTPRequest.Method.get, .post] {
            let decision = self.policy.decide(.to("/", method: method, host: host), origin: .elsewhere, demand: .view)
            #expect(decision != .allowed)
        }
        let policy = AccessPolicy(tokens: [.init(name: "a", token: Secret("0123456789abcdef"), may: [.view])])
        let request = HTTPRequest.to("/?token=0123456789abcdef", host: host)
        #expect(policy.decide(request, origin: .elsewhere, demand: .view) == .allowed)
    }

    @Test("a page of a rebound name may not change anything, though its Origin and Host agree")
    func rebinding() {
        let request = HTTPRequest.to(
            "/api/v1/cameras/yard/restart",
            method: .post,
            host: "evil.example:8124",
            fields: [.origin: "http://evil.example:8124"]
        )
        #expect(self.policy.decide(request, origin: .network, demand: .control) != .allowed)
    }
}

@Suite("AccessPolicy: pages of other sites change nothing")
struct ForeignSiteTests {
    private let policy = AccessPolicy(tokens: [])
    private static let host = "localhost:8124"

    struct Case: Sendable, CustomTestStringConvertible {
        var fields: HTTPFields
        var isForeign: Bool

        var testDescription: String { self.fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ") }
    }

    static let cases: [Case] = [
        Case(fields: [:], isForeign: false),
        Case(fields: [.origin: "http://localhost:8124"], isForeign: false),
        Case(fields: [.origin: "http://LOCALHOST:8124"], isForeign: false),
        Case(fields: [.secFetchSite: "same-origin"], isForeign: false),
        Case(fields: [.secFetchSite: "none"], isForeign: false),
        Case(fields: [.secFetchSite: "same-origin", .origin: "http://localhost:8124"], isForeign: false),
        Case(fields: [.origin: "http://evil.example"], isForeign: true),
        Case(fields: [.origin: "http://localhost"], isForeign: true),
        Case(fields: [.origin: "http://localhost:8125"], isForeign: true),
        Case(fields: [.origin: "http://localhost:8124.evil.example"], isForeign: true),
        Case(fields: [.origin: "http://evil.example/localhost:8124"], isForeign: true),
        Case(fields: [.origin: "null"], isForeign: true),
        Case(fields: [.origin: ""], isForeign: true),
        Case(fields: [.origin: "localhost:8124"], isForeign: true),
        Case(fields: [.secFetchSite: "cross-site"], isForeign: true),
        Case(fields: [.secFetchSite: "same-site"], isForeign: true),
        Case(fields: [.secFetchSite: "Same-Origin, cross-site"], isForeign: true),
        Case(fields: [.secFetchSite: ""], isForeign: true),
        Case(fields: [.secFetchSite: "cross-site", .origin: "http://localhost:8124"], isForeign: true),
        Case(fields: [.secFetchSite: "same-origin", .origin: "http://evil.example"], isForeign: true),
    ]

    static let changing: [HTTPRequest.Method] = [.post, .put, .patch, .delete]

    @Test("each header, with each method that changes something", arguments: cases, changing)
    func changes(_ example: Case, _ method: HTTPRequest.Method) {
        let request = HTTPRequest.to("/", method: method, host: Self.host, fields: example.fields)
        for demand in [AccessPolicy.Demand.control, .webhook] {
            let decision = self.policy.decide(request, origin: .network, demand: demand)
            #expect((decision != .allowed) == example.isForeign)
        }
    }

    @Test("a valid token does not help a foreign page", arguments: changing)
    func withToken(_ method: HTTPRequest.Method) {
        let policy = AccessPolicy(tokens: [.example(may: [.admin])])
        let request = HTTPRequest.to(
            "/?token=\(AccessToken.exampleText)",
            method: method,
            host: Self.host,
            fields: [.origin: "http://evil.example"]
        )
        #expect(policy.decide(request, origin: .network, demand: .control) != .allowed)
    }

    @Test("reading is not refused for it: pictures are kept from foreign pages by their own header", arguments: cases)
    func reading(_ example: Case) {
        for method in [HTTPRequest.Method.get, .head, .options] {
            let request = HTTPRequest.to("/", method: method, host: Self.host, fields: example.fields)
            #expect(self.policy.decide(request, origin: .network, demand: .view) == .allowed)
        }
    }

    @Test("an invented method counts as a change")
    func inventedMethod() throws {
        let method = try #require(HTTPRequest.Method("FROB"))
        let request = HTTPRequest.to("/", method: method, host: Self.host, fields: [.origin: "http://evil.example"])
        #expect(self.policy.decide(request, origin: .network, demand: .view) != .allowed)
    }

    @Test("what is quoted of a header is short")
    func quoted() {
        let long = String(repeating: "x", count: 5_000)
        for fields in [[.origin: "http://\(long)"], [.secFetchSite: long]] as [HTTPFields] {
            let request = HTTPRequest.to("/", method: .post, host: Self.host, fields: fields)
            guard case .forbidden(let reason) = self.policy.decide(request, origin: .network, demand: .control) else {
                Issue.record("allowed")
                continue
            }
            #expect(reason.count < 250)
        }
    }
}
