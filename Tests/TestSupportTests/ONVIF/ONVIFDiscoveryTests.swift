import Testing

@testable import TestSupport

@Suite("ScriptedDiscovery")
struct ONVIFDiscoveryTests {
    /// Sends a datagram and prints what comes back within a time, one line each, in the order it came.
    private static let asker = """
        import socket, sys
        family, host = (socket.AF_INET6, "::1") if sys.argv[4] == "6" else (socket.AF_INET, "127.0.0.1")
        asker = socket.socket(family, socket.SOCK_DGRAM)
        asker.settimeout(20)
        asker.sendto(open(sys.argv[2], "rb").read(), (host, int(sys.argv[1])))
        for _ in range(int(sys.argv[3])):
            print(asker.recv(65535).decode().replace("\\n", " "))
        """

    private static func probe(
        _ content: String = "",
        to: String = "urn:schemas-xmlsoap-org:ws:2005:04:discovery"
    ) -> String {
        """
        <e:Envelope xmlns:e="\(SOAPNamespace.envelope12)" xmlns:w="\(SOAPNamespace.addressing2004)" \
        xmlns:d="\(SOAPNamespace.discovery)" xmlns:dn="\(SOAPNamespace.network)"><e:Header>\
        <w:MessageID>uuid:84ede3de-7dec-11d0-c360-f01234567890</w:MessageID><w:To>\(to)</w:To>\
        <w:Action>\(SOAPNamespace.discovery)/Probe</w:Action></e:Header><e:Body><d:Probe>\(content)</d:Probe></e:Body></e:Envelope>
        """
    }

    private static func ask(
        _ discovery: ScriptedDiscovery,
        _ text: String,
        answers: Int,
        isIPv6: Bool = false
    ) async throws -> [String] {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, to: "probe")
        let python = try RunningProgram(
            InstalledTool.path(of: "python3"),
            ["-I", "-c", Self.asker, "\(discovery.port)", file, "\(answers)", isIPv6 ? "6" : "4"]
        )
        #expect(try await python.waitForExit(within: .seconds(60)) == .code(0), "\(python.standardError)")
        return python.standardOutput.split(separator: "\n").map(String.init)
    }

    @Test("a device that matches answers, with its address, name, hardware and MAC", arguments: [false, true])
    func matches(isIPv6: Bool) async throws {
        let camera = try ONVIFCamera.start()
        let discovery = try ScriptedDiscovery.start(isIPv6: isIPv6) { $0.devices = [.init(camera)] }
        let content = """
            <d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/Profile/Streaming</d:Scopes>
            """
        let answers = try await Self.ask(discovery, Self.probe(content), answers: 1, isIPv6: isIPv6)
        let envelope = try StrictSOAP.parse(Array((answers.first ?? "").utf8))
        #expect(envelope["Header"]?["RelatesTo"]?.text == "uuid:84ede3de-7dec-11d0-c360-f01234567890")
        let match = try #require(envelope.descendant("Body", "ProbeMatches", "ProbeMatch"))
        #expect(match["XAddrs"]?.text == camera.address)
        #expect(match["EndpointReference"]?["Address"]?.text.hasPrefix("urn:uuid:") == true)
        #expect(match["Scopes"]?.text.contains("onvif://www.onvif.org/name/Front%20Door") == true)
        #expect(discovery.strangeProbes == [])
        #expect(discovery.probes.map(\.types) == [["NetworkVideoTransmitter"]])
    }

    @Test("who does not match keeps silent; copies come as often as they are told to; and what is odd is said")
    func script() async throws {
        let other = ScriptedDiscovery.Device(
            endpoint: "urn:uuid:1",
            scopes: ["onvif://www.onvif.org/name/X"],
            addresses: ["http://a/", "http://[::1]/"]
        )
        let discovery = try ScriptedDiscovery.start {
            $0.devices = [other, .init(endpoint: "urn:uuid:2", scopes: [], addresses: [])]
            $0.copies = 2
            $0.raw = [Array("rubbish".utf8)]
            $0.relatesTo = "urn:uuid:another"
        }
        let content = "<d:Scopes>onvif://www.onvif.org/name</d:Scopes>"
        let answers = try await Self.ask(discovery, Self.probe(content, to: "urn:me"), answers: 4)
        #expect(answers.prefix(2) == ["rubbish", "rubbish"])
        #expect(answers.suffix(2).allSatisfy { $0.contains("urn:uuid:1") && $0.contains("http://a/ http://[::1]/") })
        #expect(answers.suffix(2).allSatisfy { $0.contains("urn:uuid:another") })
        #expect(discovery.strangeProbes == ["To is not the address of WS-Discovery"])
        _ = try await Self.ask(discovery, "nothing", answers: 0)
        try await waitUntil("it has been read") { discovery.strangeProbes.count == 2 }
    }
}
