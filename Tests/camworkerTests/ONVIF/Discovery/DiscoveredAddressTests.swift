import Shared
import Testing

@testable import camworker

@Suite("Where a device says that it is")
struct DiscoveredAddressTests {
    private static let networks = [
        DiscoverySamples.network("lo", "127.0.0.1", 8), DiscoverySamples.network("eth0", "192.0.2.2", 24),
        DiscoverySamples.network("eth0", "2001:db8::2", 64),
    ]

    private static func address(_ announced: String, from sender: String = "192.0.2.10") -> DiscoveredAddress {
        DiscoveredAddress(announced, from: DiscoverySamples.sender(sender, zone: "eth0"), networks: self.networks)
    }

    @Test(
        "an address is repaired, and its worth is how likely it is to be reached",
        arguments: [
            ("http://192.0.2.10/onvif/device_service", "http://192.0.2.10", DiscoveredAddress.Rank.answered),
            ("http://192.0.2.10:8080:8080/onvif/device_service", "http://192.0.2.10:8080", .answered),
            ("http://192.0.2.77/onvif", "http://192.0.2.77", .neighbour),
            ("https://[2001:db8::77]/onvif", "https://[2001:db8::77]", .neighbour),
            ("http://10.0.0.1/onvif", "http://10.0.0.1", .elsewhere),
            ("http://camera.local/", "http://camera.local", .elsewhere),
            ("http://0.0.0.0:8000/onvif/device_service", "http://192.0.2.10:8000", .answered),
            ("http://127.0.0.1/onvif", "http://192.0.2.10", .answered),
            ("http://169.254.3.4/onvif", "http://192.0.2.10", .answered), ("", "http://192.0.2.10", .answered),
            ("http://user:secret@192.0.2.10/", "http://192.0.2.10", .answered),
        ]
    )
    func ranks(announced: String, origin: String, rank: DiscoveredAddress.Rank) {
        let address = Self.address(announced)
        #expect(address.url.origin == origin && address.rank == rank && address.zone == nil)
        #expect(address.url.user == nil && address.url.password == nil)
    }

    @Test("heard on one cable only, its address is link-local, and good with the interface alone")
    func linkLocal() {
        let address = Self.address("http://[fe80::1]:8080/onvif/device_service", from: "fe80::1")
        #expect(address.rank == .linkLocal && address.zone == "eth0" && address.port == 8080)
        #expect(DiscoveredAddress(of: DiscoverySamples.sender("fe80::1", zone: "eth1")).zone == "eth1")
        // Of IPv4 the kernel knows by itself.
        #expect(Self.address("http://169.254.3.4/", from: "169.254.3.4").zone == nil)
    }

    @Test(
        "the best comes first: what answered, neighbours, others, one cable; IPv4 before IPv6, else as the device lists them"
    )
    func order() {
        let announced = [
            "http://[fe80::1]/", "http://10.0.0.1/", "http://[2001:db8::9]/", "http://192.0.2.9/", "http://192.0.2.8/",
            "http://192.0.2.10/",
        ]
        let fromSix = DiscoverySamples.sender("fe80::1", zone: "eth0")
        let addresses = announced.map { DiscoveredAddress($0, from: fromSix, networks: Self.networks) }
        #expect(
            DiscoveredAddress.sorted(addresses).map(\.url.host) == [
                "192.0.2.9", "192.0.2.8", "192.0.2.10", "2001:db8::9", "10.0.0.1", "fe80::1",
            ]
        )
        #expect(DiscoveredAddress.sorted(announced.map { Self.address($0) }).first?.url.host == "192.0.2.10")
    }
}
