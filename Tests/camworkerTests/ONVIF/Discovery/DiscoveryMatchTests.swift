import Shared
import Testing

@testable import camworker

@Suite("An answer to the question who is there")
struct DiscoveryMatchTests {
    private static func match(_ change: (inout DiscoverySamples.Device) -> Void = { _ in }) throws -> DiscoveryMatch {
        var device = DiscoverySamples.Device()
        change(&device)
        return try #require(DiscoveryMatch.all(in: DiscoverySamples.datagram(device)).first)
    }

    @Test("name, hardware, MAC, location and address are in it")
    func whole() throws {
        let match = try Self.match()
        #expect(match.endpoint == "urn:uuid:4b8f0c5a-0000-1000-8000-c056e3f95568" && match.isONVIF)
        #expect(match.scopes.name == "Front Door" && match.scopes.hardware == "DS-2CD2T42")
        #expect(match.scopes.mac == "c0:56:e3:f9:55:68" && match.scopes.location == "china")
        #expect(match.scopes.profiles == ["Streaming"])
        #expect(match.addresses == ["http://192.0.2.10/onvif/device_service"])
    }

    @Test(
        "scopes as makers write them",
        arguments: [
            ("onvif://www.onvif.org/NAME/IPC", "name", "IPC"),
            ("ONVIF://WWW.ONVIF.ORG/name/a%2Fb%C3%BC", "name", "a/bü"),
            ("onvif://www.onvif.org/name/vendor/Cam%201/", "name", "Cam 1"),
            ("onvif://www.onvif.org/name/", "name", nil), ("onvif://www.onvif.org/name/%20", "name", nil),
            ("onvif://www.onvif.org/name/%FF", "name", "\u{FFFD}"), ("http://www.onvif.org/name/x", "name", nil),
            ("onvif://www.onvif.org/mac/C056E3F95568", "mac", "c0:56:e3:f9:55:68"),
            ("onvif://www.onvif.org/mac/00-00-00-00-00-00", "mac", nil), ("onvif://www.onvif.org/MAC/none", "mac", nil),
            ("onvif://www.onvif.org/hardware/x onvif://www.onvif.org/hardware/y", "hardware", "x"),
            (
                "onvif://www.onvif.org/location/Garage onvif://www.onvif.org/location/city/Ulm", "location",
                "Garage, Ulm"
            ),
        ]
    )
    func scopes(text: String, kind: String, expected: String?) throws {
        let scopes = try Self.match { $0.scopes = text }.scopes
        let values = [
            "name": scopes.name, "mac": scopes.mac, "hardware": scopes.hardware, "location": scopes.location,
        ]
        #expect(values[kind] == .some(expected))
    }

    @Test(
        "printers and computers are none of ours; a scope, a type or a path make a device one",
        arguments: [
            ("wsdp:Device wprt:PrintDeviceType", "", "http://192.0.2.9:5357/1234", false),
            ("wsdp:Device pub:Computer", "ldap:///o=x", "", false), ("", "", "", false),
            ("tds:Device", "", "http://192.0.2.9/onvif/device_service", true),
            ("NetworkVideoTransmitter", "", "", true), ("tdn:NetworkVideoTransmitter", "", "", true),
            ("dn:NetworkVideoDisplay", "onvif://www.onvif.org/type/Network_Video_Display", "", true),
        ]
    )
    func ours(types: String, scopes: String, addresses: String, isONVIF: Bool) throws {
        let match = try Self.match { ($0.types, $0.scopes, $0.addresses) = (types, scopes, addresses) }
        #expect(match.isONVIF == isONVIF)
    }

    @Test(
        "what is no answer is nothing",
        arguments: [
            "", "hello", "<a/>", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y \"z\">]><x>&y;</x>",
            "<Envelope><Body><Probe/></Body></Envelope>", "<Envelope/>", "<html><body>Envelope</body></html>",
        ]
    )
    func garbage(text: String) {
        #expect(DiscoveryMatch.all(in: Array(text.utf8)) == [])
    }

    @Test("prefixes, white space and broken UTF-8 are no matter")
    func tolerance() throws {
        var bytes =
            Array("  \n".utf8)
            + DiscoverySamples.datagram(DiscoverySamples.Device(scopes: "onvif://www.onvif.org/name/B&C"))
        bytes.append(0xFF)
        let match = try #require(DiscoveryMatch.all(in: bytes).first)
        #expect(match.scopes.name == "B&C" && match.isONVIF)
        let plain =
            "<Envelope><Body><ProbeMatches><ProbeMatch><x:XAddrs>\n urn:x http://192.0.2.1/onvif/device_service\t"
            + "http://192.0.2.2/\n</x:XAddrs></ProbeMatch></ProbeMatches></Body></Envelope>"
        let bare = try #require(DiscoveryMatch.all(in: Array(plain.utf8)).first)
        #expect(
            bare.addresses == ["http://192.0.2.1/onvif/device_service", "http://192.0.2.2/"] && bare.endpoint == ""
        )
    }

    @Test("whatever it says is cut, and so is how much it says")
    func bounds() throws {
        let long = String(repeating: "x", count: 3_000)
        let match = try Self.match { device in
            device.endpoint = long
            device.scopes =
                (0..<300).map { "onvif://www.onvif.org/location/p\($0)" }.joined(separator: " ")
                + " onvif://www.onvif.org/name/late"
            device.addresses = "http://h/\(long) " + (0..<20).map { "http://192.0.2.\($0)/" }.joined(separator: " ")
        }
        #expect(match.endpoint.utf8.count == 128 && match.addresses.count == 7)
        #expect(match.scopes.location == "p0, p1, p2, p3" && match.scopes.name == nil)
        let name = try Self.match { $0.scopes = "onvif://www.onvif.org/name/\(long)" }.scopes.name
        #expect(name?.utf8.count == 64)
        let many = String(decoding: DiscoverySamples.datagram(.init()), as: UTF8.self)
        let start = try #require(many.firstRange(of: "<d:ProbeMatch>")).lowerBound
        let end = try #require(many.firstRange(of: "</d:ProbeMatch>")).upperBound
        let one = String(many[start..<end])
        let all = many.replacingCharacters(in: start..<end, with: Array(repeating: one, count: 100).joined())
        #expect(DiscoveryMatch.all(in: Array(all.utf8)).count == 64)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
