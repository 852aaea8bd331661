import TestSupport
import Testing

@testable import camworker

@Suite("The question who is there")
struct DiscoveryProbeTests {
    private static func text(_ wish: DiscoveryProbe.Wish) -> String {
        String(decoding: DiscoveryProbe(wish: wish, messageID: Array(1...16)).bytes, as: UTF8.self)
    }

    @Test("one has the type of ONVIF's cameras, the other none; both an id of their own in a UUID's form")
    func contents() throws {
        let typed = Self.text(.transmitters)
        #expect(typed.contains("<a:MessageID>urn:uuid:01020304-0506-4708-890a-0b0c0d0e0f10</a:MessageID>"))
        #expect(typed.contains("<d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe>"))
        #expect(typed.contains("<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"))
        #expect(typed.contains("<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"))
        #expect(Self.text(.anything).contains("<e:Body><d:Probe></d:Probe></e:Body>"))
        #expect(!typed.contains("\n"), "some firmware reads one line")
    }

    @Test("each fits into one packet of Ethernet, for devices that put none together")
    func size() {
        for wish in DiscoveryProbe.Wish.allCases { #expect(Self.text(wish).utf8.count < 1_400) }
    }

    @Test("the schema of WS-Discovery takes both")
    func schema() async throws {
        let folder = try TemporaryFolder()
        let files = try DiscoveryProbe.Wish.allCases.map { try folder.write(Self.text($0), to: "\($0).xml") }
        let script =
            #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() + "/Python/discovery_schema.py"
        let checker = try RunningProgram(try PythonClients.interpreter(), ["-B", script] + files)
        #expect(try await checker.waitForExit(within: .seconds(60)) == .code(0), "\(checker.standardError)")
        #expect(checker.standardOutput == "valid 2\n")
        // It is able to fail.
        let wrong = Self.text(.anything).replacing("<d:Probe></d:Probe>", with: "<d:Probe><d:XAddrs/></d:Probe>")
        let other = try RunningProgram(
            try PythonClients.interpreter(),
            ["-B", script, try folder.write(wrong, to: "wrong.xml")]
        )
        #expect(try await other.waitForExit(within: .seconds(60)) == .code(1))
    }
}
