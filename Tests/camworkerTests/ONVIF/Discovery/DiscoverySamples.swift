@testable import camworker

/// Answers to a Probe, as devices send them.
enum DiscoverySamples {
    /// What differs between devices.
    struct Device {
        var endpoint = "urn:uuid:4b8f0c5a-0000-1000-8000-c056e3f95568"
        var types = "dn:NetworkVideoTransmitter tds:Device"
        var scopes = """
            onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/Front%20Door \
            onvif://www.onvif.org/hardware/DS-2CD2T42 onvif://www.onvif.org/MAC/c0:56:e3:f9:55:68 \
            onvif://www.onvif.org/location/country/china onvif://www.onvif.org/Profile/Streaming
            """
        var addresses = "http://192.0.2.10/onvif/device_service"
    }

    static func datagram(_ devices: Device...) -> [UInt8] {
        let matches = devices.map { device in
            """
            <d:ProbeMatch><a:EndpointReference><a:Address>\(device.endpoint)</a:Address></a:EndpointReference>\
            <d:Types>\(device.types)</d:Types><d:Scopes>\(device.scopes)</d:Scopes><d:XAddrs>\(device.addresses)</d:XAddrs>\
            <d:MetadataVersion>10</d:MetadataVersion></d:ProbeMatch>
            """
        }
        return Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" \
            xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><a:RelatesTo>urn:uuid:1</a:RelatesTo></e:Header>\
            <e:Body><d:ProbeMatches>\(matches.joined())</d:ProbeMatches></e:Body></e:Envelope>
            """.utf8
        )
    }

    static func sender(_ text: String, zone: String? = nil) -> DiscoverySender {
        DiscoverySender(address: IPAddress(text) ?? IPAddress(isIPv6: false, [0, 0, 0, 0]), zone: zone)
    }

    static func network(_ interface: String, _ text: String, _ prefix: Int) -> NetworkAddress {
        NetworkAddress(
            interface: interface,
            address: IPAddress(text) ?? IPAddress(isIPv6: false, [0, 0, 0, 0]),
            prefix: prefix,
            isLoopback: interface == "lo",
            hasMulticast: interface != "lo"
        )
    }
}
