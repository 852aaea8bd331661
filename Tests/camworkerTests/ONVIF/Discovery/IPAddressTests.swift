import CLinux
import Testing

@testable import camworker

@Suite("IPAddress")
struct IPAddressTests {
    @Test(
        "it reads what it prints, and what is no address is none",
        arguments: [
            ("192.0.2.10", "192.0.2.10"), ("2001:DB8::1", "2001:db8::1"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("fe80::1", "fe80::1"), ("192.0.2.300", nil), ("camera", nil), ("", nil), ("fe80::1%eth0", nil),
        ]
    )
    func text(text: String, expected: String?) {
        #expect(IPAddress(text)?.text == expected)
    }

    @Test(
        "link-local, and ourselves",
        arguments: [
            ("169.254.1.1", true, false), ("169.253.1.1", false, false), ("fe80::1", true, false),
            ("febf::1", true, false), ("fec0::1", false, false), ("127.1.2.3", false, true), ("::1", false, true),
            ("::2", false, false),
        ]
    )
    func kinds(text: String, isLinkLocal: Bool, isLoopback: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isLinkLocal == isLinkLocal && address.isLoopback == isLoopback)
    }

    @Test("neighbours begin alike")
    func networks() throws {
        let own = try #require(IPAddress("192.0.2.130"))
        for (other, prefix, isNeighbour) in [
            ("192.0.2.129", 25, true), ("192.0.2.127", 25, false), ("192.0.2.127", 24, true), ("8.8.8.8", 0, true),
            ("2001:db8::1", 0, false), ("192.0.2.130", 32, true), ("192.0.2.131", 32, false),
            ("192.0.2.130", 33, false),
        ] {
            #expect(own.shares(prefix, with: try #require(IPAddress(other))) == isNeighbour, "\(other)/\(prefix)")
        }
    }

    @Test("IPv4 comes first, and numbers are no texts")
    func order() {
        let texts = ["2001:db8::2", "192.0.2.10", "192.0.2.9", "2001:db8::10"]
        #expect(
            texts.compactMap { IPAddress($0) }.sorted().map(\.text) == [
                "192.0.2.9", "192.0.2.10", "2001:db8::2", "2001:db8::10",
            ]
        )
    }

    @Test("this machine has the loopback, with its network, and what goes to the kernel comes back from it")
    func own() throws {
        let all = NetworkAddress.all()
        let loopback = try #require(all.first { $0.interface == "lo" && !$0.address.isIPv6 })
        #expect(loopback.address.text == "127.0.0.1" && loopback.prefix == 8 && loopback.isLoopback)
        #expect(loopback.reaches(try #require(IPAddress("127.9.9.9"))))
        let raw = loopback.raw
        #expect(raw.is_loopback && !raw.is_ipv6 && raw.prefix == 8 && raw.bytes.0 == 127 && raw.interface.1 == 0x6F)
    }
}
