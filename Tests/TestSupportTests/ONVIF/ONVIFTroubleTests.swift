import Testing

@testable import TestSupport

@Suite("ONVIFCamera: what goes wrong with it")
struct ONVIFTroubleTests {
    private static let scopes = "<tds:GetScopes/>"

    private static func ask(_ trouble: ONVIFCamera.Trouble) async throws -> SOAPCaller.Answer {
        let camera = try ONVIFCamera.start()
        camera.trouble("GetScopes", trouble)
        return try await SOAPCaller(camera).call(.device, Self.scopes)
    }

    @Test("answers that are there, and wrong")
    func wrong() async throws {
        #expect(try await Self.ask(.status(503)).status == 503)
        #expect(try await Self.ask(.page).type == "text/html")
        #expect(try await Self.ask(.nothing).bytes == [])
        #expect(try await Self.ask(.emptyBody).text.contains("<env:Body></env:Body>"))
        let empty = try await Self.ask(.empty)
        #expect(empty.element?.name == "GetScopesResponse")
        #expect(empty.element?.children == [])
        let fault = try await Self.ask(.fault(.noProfile))
        #expect(fault.codes == ["env:Sender", "ter:InvalidArgVal", "ter:NoProfile"])
        #expect(fault.status == 400)
        #expect(try await Self.ask(.bomb).text.contains("<!ENTITY l9 \"&l8;&l8;"))
        #expect(try await Self.ask(.huge(3_000_000)).bytes.count > 3_000_000)
        #expect(try await Self.ask(.deep(500)).text.contains("<tt:a><tt:a>"))
        let redirect = try await Self.ask(.redirect(nil))
        #expect(redirect.status == 302)
        let bad = try await Self.ask(.badUTF8)
        #expect(bad.element == nil)
        #expect(bad.text.contains("\u{FFFD}"))
        #expect(try await Self.ask(.oddFrame).bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(try await Self.ask(.noLength).element?.name == "GetScopesResponse")
        #expect(try await Self.ask(.drip(500, every: .milliseconds(1))).element?.name == "GetScopesResponse")
        #expect(try await Self.ask(.late(.milliseconds(1))).element?.name == "GetScopesResponse")
    }

    @Test("other styles of the same answer")
    func styles() async throws {
        let usual = try await Self.ask(.answer(.status(418)))
        #expect(usual.status == 418)
        let old = try await Self.ask(.version11)
        #expect(old.type.hasPrefix("text/xml"))
        #expect(try StrictSOAP.parse(old.bytes).namespace == SOAPNamespace.envelope11)
        let odd = try await Self.ask(.unusualPrefixes)
        #expect(odd.element?.name == "GetScopesResponse")
        #expect(odd.element?.namespace == ScriptedService.device.namespace)
        #expect(odd.element?.children.first?.descendant("ScopeItem")?.namespace == SOAPNamespace.schema)
        #expect(!odd.text.contains("<tds:GetScopes"))
        let undeclared = try await Self.ask(.undeclaredPrefix)
        #expect(!undeclared.text.contains("xmlns:tt="))
        #expect(undeclared.text.contains("<tt:ScopeItem>"))
    }

    @Test("answers that do not come, or never end")
    func absent() async throws {
        for trouble in [ONVIFCamera.Trouble.close, .reset, .truncated(to: 100)] {
            await #expect(throws: (any Error).self) { try await Self.ask(trouble) }
        }
        let camera = try ONVIFCamera.start()
        camera.trouble("GetScopes", .endless)
        let folder = try TemporaryFolder()
        let body = try folder.write(SOAPCaller(camera).message(Self.scopes), to: "body")
        let command = """
            curl -sN -H 'Content-Type: application/soap+xml; charset=utf-8' --data-binary @\(body) \(camera.address) |
            head -c 1000000 | wc -c
            """
        let shell = try RunningProgram("/bin/bash", ["-c", command])
        #expect(try await shell.waitForExit(within: .seconds(60)) == .code(0))
        #expect(shell.standardOutput == "1000000\n")
        try await waitUntil("nobody listens any more") { camera.web.connections == 0 }
    }

    @Test("400 to everything for a while, and troubles that end by themselves")
    func sulking() async throws {
        let camera = try ONVIFCamera.start()
        let caller = SOAPCaller(camera)
        camera.sulk(for: .seconds(600))
        let sulked = try await caller.call(.device, Self.scopes)
        #expect(sulked.status == 400)
        #expect(sulked.type == "text/html")
        camera.heal()
        #expect(try await caller.call(.device, Self.scopes).status == 200)
        camera.trouble("", .status(500), times: 2)
        for status in [500, 500, 200] { #expect(try await caller.call(.device, Self.scopes).status == status) }
    }

    @Test("what never reaches the device has no effect there")
    func effect() async throws {
        let camera = try ONVIFCamera.start(.dome)
        camera.trouble("Stop", .page)
        let stop = "<tptz:Stop><tptz:ProfileToken>Profile_1</tptz:ProfileToken></tptz:Stop>"
        #expect(try await SOAPCaller(camera).call(.ptz, stop).type == "text/html")
        #expect(camera.movements == [])
        camera.heal()
        #expect(try await SOAPCaller(camera).call(.ptz, stop).status == 200)
        #expect(camera.movements.map(\.description) == ["stop Profile_1"])
    }
}
