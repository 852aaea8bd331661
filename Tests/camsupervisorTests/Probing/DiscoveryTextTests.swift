import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("What discover prints")
struct DiscoveryTextTests {
    private static let configured = """
        cameras:
          gate: { platform: amcrest, host: '192.0.2.11', username: a, password: b }
          gate_2: { platform: generic, still_image_url: 'http://192.0.2.11/x.jpg' }
          door: { platform: mjpeg, mjpeg_url: 'http://[2001:DB8::10]/' }
          front_door: { platform: demo }
        """

    @Test(
        "the whole of it",
        arguments: [("network", nil), ("configured", Self.configured), ("hostile", nil), ("nobody", nil)]
    )
    func golden(name: String, configured: String?) throws {
        var report = name == "hostile" ? DiscoverySamples.hostile : DiscoverySamples.network
        if name == "nobody" { report = DiscoveryReport(asked: ["eth0"]) }
        let devices = DiscoverySamples.devices(report, configured: configured)
        let taken = ConfiguredHosts(configured.flatMap { ConfigurationText.load($0).configuration }).ids
        let text = DiscoveryText.of(devices, report, wait: 3)
        let proposal = DiscoveryProposal(devices, besides: taken)
        try Golden.check("\(text)\n\(proposal.text)", against: "probe/discover-\(name).txt")
    }

    @Test("what is pasted is read without a word, and is the devices that answered")
    func loads() throws {
        let devices = DiscoverySamples.devices(DiscoverySamples.network)
        let proposal = DiscoveryProposal(devices)
        let secrets = proposal.secrets.map { "\($0): \"x y\"\n" }.joined()
        let loaded = ConfigurationText.load(proposal.text, secrets: secrets)
        #expect(loaded.diagnostics.map(\.description) == [], "\(proposal.text)")
        let cameras = loaded.configuration?.cameras.compactMap(\.configuration) ?? []
        let urls = cameras.compactMap { camera -> String? in
            guard case .onvif(let onvif) = camera.source else { return nil }
            return onvif.device.origin
        }
        // The fourth is good on one network only.
        #expect(urls == ["http://192.0.2.10", "http://192.0.2.11:8000", "https://[2001:db8::7]"])
        #expect(cameras.map(\.id.slug) == ["front_door", "ipc_b140h", "front_door_2"])
        // Found again.
        let again = DiscoverySamples.devices(DiscoverySamples.network, configured: proposal.text, secrets: secrets)
        #expect(again.map(\.configured.count) == [1, 1, 1, 0])
    }

    @Test("where none can be configured as it answered, all is a comment")
    func commentsAlone() {
        let devices = DiscoverySamples.devices(DiscoverySamples.network).filter { $0.report.zone != nil }
        let lines = DiscoveryProposal(devices).text.split(separator: "\n")
        #expect(lines.contains("# cameras:") && lines.contains("  #   host: \"fe80::9\""))
        #expect(lines.allSatisfy { $0.drop { $0 == " " }.hasPrefix("#") })
    }

    @Test("cameras of the configuration are known by any of their device's addresses, whatever their platform")
    func marks() {
        let devices = DiscoverySamples.devices(DiscoverySamples.network, configured: Self.configured)
        #expect(devices.map(\.configured) == [["door"], ["gate", "gate_2"], [], []])
        #expect(DiscoverySamples.devices(DiscoverySamples.network).allSatisfy { $0.configured.isEmpty })
    }

    @Test("ids are the names, each once and none of the configuration's; secrets are theirs")
    func ids() {
        let devices = DiscoverySamples.devices(DiscoverySamples.network)
        let proposal = DiscoveryProposal(devices, besides: ["ipc_b140h"])
        #expect(
            proposal.secrets.filter { $0.hasSuffix("_username") } == [
                "front_door_username", "ipc_b140h_2_username", "front_door_2_username", "camera_username",
            ]
        )
        #expect(DiscoveryProposal([]).text == "")
    }

    @Test("JSON has the same, with the configuration as a text")
    func json() throws {
        let devices = DiscoverySamples.devices(DiscoverySamples.network, configured: Self.configured)
        let document = DiscoveryDocument(
            devices: devices.map { DiscoveryDocument.Device($0) },
            asked: ["eth0"],
            notes: [],
            configuration: "x"
        )
        let value = try JSONReader.read(
            Array(document.json.utf8),
            within: JSONBounds(bytes: 100_000, depth: 8, values: 1_000)
        )
        let first = try #require(value.object?["devices"]?.list?.first?.object)
        #expect(first["address"] == "http://192.0.2.10" && first["mac"] == "c0:56:e3:f9:55:68")
        #expect(first["other_hosts"] == ["2001:db8::10"] && first["configured"] == ["door"] && first["port"] == 80)
    }

    @Test(
        "a target is an address, with or without a port",
        arguments: [
            ("192.0.2.10", "192.0.2.10", 3702), ("192.0.2.10:99", "192.0.2.10", 99),
            ("[2001:db8::1]:5", "2001:db8::1", 5),
            ("2001:db8::1", "2001:db8::1", 3702), ("[::1]", "::1", 3702),
        ]
    )
    func target(text: String, address: String, port: UInt16) throws {
        let target = try #require(DiscoveryTarget(argument: text))
        #expect(target.address == address && target.port == port)
    }

    @Test(
        "what is none",
        arguments: [
            "", "camera", "camera:80", "192.0.2.10:", "192.0.2.10:0", "192.0.2.10:65536", "192.0.2.10:+5", "[::1",
            "[::1]x",
            "192.0.2", "192.0.2.10/24", "[192.0.2.10]:x",
        ]
    )
    func noTarget(text: String) {
        #expect(DiscoveryTarget(argument: text) == nil)
    }

    @Test("an interface without multicast: what to do instead")
    func loopback() {
        let words = "nobody could be asked; lo: Network is unreachable"
        #expect(ProbeRun.hint(for: .camera(words)) == "; lo takes no multicast: use --target 127.0.0.1[:PORT]")
        #expect(ProbeRun.hint(for: .camera("eth0: Network is unreachable")) == "")
    }
}
