import IPC
import Shared
import Testing

@testable import camworker

@Suite("Who has answered")
struct DiscoveryRollTests {
    private static let networks = [
        DiscoverySamples.network("eth0", "192.0.2.2", 24), DiscoverySamples.network("wlan0", "198.51.100.2", 24),
    ]

    private static func roll(_ answers: [(DiscoverySamples.Device, String)]) -> DiscoveryRoll {
        var roll = DiscoveryRoll(networks: self.networks)
        for (device, sender) in answers {
            roll.take(DiscoverySamples.datagram(device), from: DiscoverySamples.sender(sender, zone: "eth0"))
        }
        return roll
    }

    @Test("heard eight times, by both networks and both protocols, it is one device at its best address")
    func same() throws {
        let first = DiscoverySamples.Device(addresses: "http://192.0.2.10/onvif/device_service")
        let second = DiscoverySamples.Device(
            addresses: "http://198.51.100.10/onvif/device_service http://[fe80::1]/onvif/device_service"
        )
        let answers =
            Array(repeating: (first, "192.0.2.10"), count: 4) + [(second, "198.51.100.10"), (second, "fe80::1")]
        let devices = Self.roll(answers).devices
        try #require(devices.count == 1)
        #expect(devices[0].host == "192.0.2.10" && devices[0].port == 80 && !devices[0].isHTTPS)
        #expect(devices[0].otherHosts == ["198.51.100.10", "fe80::1"])
        #expect(devices[0].name == "Front Door" && devices[0].mac == "c0:56:e3:f9:55:68")
        #expect(devices[0].endpoint == "4b8f0c5a-0000-1000-8000-c056e3f95568")
    }

    @Test(
        "endpoints are the same in whatever form, addresses in whatever answer, and what one answer lacks another has"
    )
    func merging() throws {
        let bare = DiscoverySamples.Device(
            endpoint: "uuid:4B8F0C5A-0000-1000-8000-C056E3F95568",
            scopes: "onvif://www.onvif.org/type/ptz",
            addresses: "http://192.0.2.10/onvif/device_service"
        )
        var made = bare
        made.endpoint = "urn:uuid:made-up-for-this-answer"
        let whole = DiscoverySamples.Device()
        for answers in [[bare, whole], [whole, bare], [made, whole], [whole, made]] {
            let devices = Self.roll(answers.map { ($0, "192.0.2.10") }).devices
            #expect(devices.count == 1 && devices.first?.name == "Front Door", "\(answers)")
        }
    }

    @Test("clones with one endpoint are told apart by their MACs")
    func clones() {
        let scopes = ["01", "02"].map { "onvif://www.onvif.org/mac/0011223344\($0)" }
        let answers = scopes.enumerated().map { index, scope in
            (
                DiscoverySamples.Device(scopes: scope, addresses: "http://192.0.2.1\(index)/onvif/device_service"),
                "192.0.2.1\(index)"
            )
        }
        #expect(Self.roll(answers).devices.map(\.host) == ["192.0.2.10", "192.0.2.11"])
    }

    @Test(
        "one that does not say where it is is where it answered from, also of another port, over TLS, and on one cable"
    )
    func addresses() throws {
        let nowhere = Self.roll([(DiscoverySamples.Device(addresses: ""), "192.0.2.33")]).devices
        #expect(nowhere.map(\.host) == ["192.0.2.33"])
        let secure = Self.roll([
            (DiscoverySamples.Device(addresses: "https://192.0.2.10:8443/onvif/device_service"), "192.0.2.10")
        ]).devices
        #expect(secure.first?.isHTTPS == true && secure.first?.port == 8443)
        let cable = Self.roll([(DiscoverySamples.Device(addresses: "http://[fe80::9]/onvif/device_service"), "fe80::9")]
        )
        #expect(cable.devices.first?.host == "fe80::9" && cable.devices.first?.zone == "eth0")
    }

    @Test("they are in the order of their addresses, names behind them")
    func order() {
        let places = ["192.0.2.20", "192.0.2.3", "camera.example", "[2001:db8::1]"]
        let answers = places.enumerated().map { index, place in
            (
                DiscoverySamples.Device(
                    endpoint: "urn:uuid:\(index)",
                    scopes: "onvif://www.onvif.org/name/n\(index)",
                    addresses: "http://\(place)/onvif/device_service"
                ), "192.0.2.1"
            )
        }
        #expect(
            Self.roll(answers).devices.map(\.host) == ["192.0.2.3", "192.0.2.20", "2001:db8::1", "camera.example"]
        )
    }

    @Test("printers and garbage leave no trace")
    func strangers() {
        var roll = Self.roll([(DiscoverySamples.Device(types: "wsdp:Device", scopes: "", addresses: ""), "192.0.2.5")])
        roll.take(Array("garbage".utf8), from: DiscoverySamples.sender("192.0.2.6"))
        roll.take([], from: DiscoverySamples.sender("192.0.2.6"))
        #expect(roll.devices == [] && roll.notes == [])
    }

    @Test("one who floods is read so often and no more, and the others are heard all the same")
    func flood() {
        var roll = DiscoveryRoll(networks: Self.networks)
        let flooder = DiscoverySamples.sender("192.0.2.66")
        for _ in 0..<DiscoveryRoll.mostOfSender + 10 { roll.take([0], from: flooder) }
        #expect(!roll.isFull && roll.notes == ["10 more answers were not looked at: somebody sends too many"])
        roll.take(DiscoverySamples.datagram(.init()), from: DiscoverySamples.sender("192.0.2.10"))
        #expect(roll.devices.count == 1)
    }

    @Test("many who flood are too many, in bytes and in number")
    func full() throws {
        var roll = DiscoveryRoll(networks: [])
        let large = [UInt8](repeating: 0x20, count: 65_000)
        var count = 0
        while !roll.isFull {
            let sender = DiscoverySender(
                address: IPAddress(isIPv6: false, [10, 0, UInt8(count / 256), UInt8(count % 256)])
            )
            roll.take(large, from: sender)
            count += 1
        }
        #expect(count == DiscoveryRoll.mostBytes / 65_000 + 1)
        var small = DiscoveryRoll(networks: [])
        for index in 0..<DiscoveryRoll.mostDatagrams {
            small.take(
                [0],
                from: DiscoverySender(
                    address: IPAddress(isIPv6: false, [10, 0, UInt8(index / 256), UInt8(index % 256)])
                )
            )
        }
        #expect(small.isFull)
    }

    @Test("more devices than a building has are left out, and that is said")
    func most() {
        var roll = DiscoveryRoll(networks: [])
        for index in 0..<DiscoveryRoll.mostDevices + 3 {
            let device = DiscoverySamples.Device(
                endpoint: "urn:uuid:\(index)",
                scopes: "onvif://www.onvif.org/name/n",
                addresses: "http://10.0.\(index / 256).\(index % 256)/onvif/device_service"
            )
            roll.take(DiscoverySamples.datagram(device), from: DiscoverySamples.sender("192.0.2.\(index % 250)"))
        }
        #expect(roll.devices.count == DiscoveryRoll.mostDevices)
        #expect(roll.notes == ["there are more than 256 devices: the rest was left out"])
    }
}
