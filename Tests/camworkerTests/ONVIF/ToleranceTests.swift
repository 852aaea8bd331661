import Shared
import Testing

@testable import camworker

/// Answers as firmware gets them wrong.
@Suite("Answers of odd ONVIF devices")
struct ToleranceTests {
    private static func element(_ text: String) throws -> XMLElement { try XMLDocument(Array(text.utf8)).root }

    private static let device = "http://192.0.2.10/onvif/device_service"

    @Test("services of both lists are merged: an address that one lacks comes from the other")
    func merged() throws {
        let services = ServiceTable(
            services: try Self.element(
                """
                <r><Service><Namespace>http://www.onvif.org/ver10/media/wsdl/</Namespace><XAddr>http://h:80:80/m</XAddr></Service>
                <Service><Namespace>http://www.onvif.org/ver20/Media/wsdl</Namespace><XAddr>/m2</XAddr></Service>
                <Service><Namespace>http://www.onvif.org/ver10/events/wsdl</Namespace><XAddr/></Service>
                <Service><Namespace>urn:other</Namespace></Service><Service/></r>
                """
            )
        )
        let capabilities = ServiceTable(
            capabilities: try Self.element(
                """
                <r><Capabilities><Media><XAddr>http://h/old</XAddr></Media><Events><XAddr>http://192.0.2.10/e</XAddr>
                <WSPullPointSupport>true</WSPullPointSupport></Events><PTZ/><Extension><DeviceIO><XAddr>/io</XAddr></DeviceIO>
                </Extension></Capabilities></r>
                """
            )
        )
        let addresses = ServiceAddress(device: try CameraURL(Self.device))
        let table = services.merged(with: capabilities)
        func url(_ service: ONVIFService) -> String? { table.url(of: service, by: addresses)?.requestURL.reveal() }
        #expect(url(.media) == "http://h:80/m")
        #expect(url(.media2) == "http://192.0.2.10/m2")
        #expect(url(.events) == "http://192.0.2.10/e")
        #expect(url(.ptz) == Self.device)
        #expect(url(.deviceIO) == "http://192.0.2.10/io")
        #expect(url(.device) == Self.device)
        #expect(url(.imaging) == nil)
        #expect(table.hasPullPoints == true)
        #expect(table.to(.media, by: addresses) == "http://h:80:80/m")
        #expect(table.to(.media2, by: addresses) == "http://192.0.2.10/m2")
    }

    @Test("answers without anything in them make no services, and no profiles")
    func nothing() throws {
        let empty = try Self.element("<r/>")
        #expect(ServiceTable(services: empty) == ServiceTable())
        #expect(ServiceTable(capabilities: empty) == ServiceTable())
        #expect(MediaProfile.all(in: empty, of: .media).isEmpty && PTZNode.all(in: empty).isEmpty)
        #expect(MediaAddress(empty) == nil)
        #expect(DeviceClock(empty).time == nil && DeviceClock(empty).offset(from: .init(nanoseconds: 5)) == .zero)
        #expect(DeviceIdentity(empty).model == nil)
        #expect(EventSubscription(empty).address.isEmpty)
    }

    @Test("what a subscription wants to hear again is no more than a few kilobytes, whatever it would grow to")
    func echoes() throws {
        let space = "urn:" + String(repeating: "x", count: 1_000)
        let subscription = { (children: Int) throws in
            let key = "<k:Key xmlns:k='\(space)'>" + String(repeating: "<k:Part/>", count: children) + "</k:Key>"
            let reference = "<Address>/sub</Address><ReferenceParameters>\(key)</ReferenceParameters>"
            return EventSubscription(
                try Self.element("<r><SubscriptionReference>\(reference)</SubscriptionReference></r>")
            )
        }
        #expect(try subscription(10).referenceParameters.count == 1)
        let grown = try subscription(1_000)
        #expect(grown.referenceParameters.isEmpty && grown.address == "/sub")
    }

    @Test("a clock without UTC is reckoned from local time, zone and daylight saving")
    func localTime() throws {
        func clock(_ zone: String, _ isDaylightSaving: Bool) throws -> String {
            let time = DeviceClock(
                try Self.element(
                    """
                    <r><SystemDateAndTime><DaylightSavings>\(isDaylightSaving)</DaylightSavings><TimeZone><TZ>\(zone)</TZ></TimeZone>
                    <LocalDateTime><Time><Hour>12</Hour><Minute>30</Minute></Time><Date><Year>2026</Year><Month>11</Month>
                    <Day>22</Day></Date></LocalDateTime></SystemDateAndTime></r>
                    """
                )
            ).time
            return try "\(Timestamp(#require(time)))"
        }
        #expect(try clock("MST7MDT,M3.2.0,M11.1.0", true) == "2026-11-22T18:30:00Z")
        #expect(try clock("CET-1CEST", false) == "2026-11-22T11:30:00Z")
        #expect(try clock("&lt;+0530>-5:30", false) == "2026-11-22T07:00:00Z")
        #expect(try clock("Europe/Berlin", false) == "2026-11-22T12:30:00Z")
        #expect(try clock("CET-1:999999999999999999", false) == "2026-11-22T11:30:00Z")
        #expect(try clock("X:-9223372036854775808", false) == "2026-11-22T12:30:00Z")
    }

    @Test("Media2 lists H.265, and what both services list is there once")
    func media2() throws {
        let old = MediaProfile.all(
            in: try Self.element(
                """
                <r><Profiles token="a"><Name>Main</Name><VideoEncoderConfiguration><Encoding>H264</Encoding>
                </VideoEncoderConfiguration><PTZConfiguration token="p"/></Profiles><Profiles><Name>no token</Name></Profiles>
                <Profiles token="b"><VideoEncoderConfiguration><Encoding>MPEG4</Encoding></VideoEncoderConfiguration></Profiles></r>
                """
            ),
            of: .media
        )
        let new = MediaProfile.all(
            in: try Self.element(
                """
                <r><Profiles token="a"><Name>Main</Name><Configurations><VideoSource><SourceToken>s</SourceToken></VideoSource>
                <VideoEncoder><Encoding>H265</Encoding><Resolution><Width>3840</Width><Height>2160</Height></Resolution>
                <RateControl><FrameRateLimit>25</FrameRateLimit></RateControl></VideoEncoder></Configurations></Profiles></r>
                """
            ),
            of: .media2
        )
        let merged = MediaProfile.merged(old, new)
        #expect(merged.map(\.token) == ["a", "b"])
        #expect(merged.map(\.coding) == [.h265, .mpeg4])
        #expect(
            merged[0].service == .media2 && merged[0].ptz != nil && merged[0].source == "s" && merged[0].width == 3840
        )
        #expect(merged[1].coding?.isCompatible == false && merged[1].name == "b")
        #expect(MediaProfile.merged(old, []) == old)
    }

    @Test("a MAC is one however it is written, and zeros are none")
    func mac() throws {
        func mac(_ text: String) throws -> String? {
            let xml = "<r><NetworkInterfaces><Info><HwAddress>\(text)</HwAddress></Info></NetworkInterfaces></r>"
            return NetworkInterface.mac(of: NetworkInterface.all(in: try Self.element(xml)))
        }
        #expect(try mac("C0-56-E3-F9-55-68") == "c0:56:e3:f9:55:68")
        #expect(try mac("C056E3F95568") == "c0:56:e3:f9:55:68")
        #expect(try mac("00:00:00:00:00:00") == nil)
        #expect(try mac("eth0") == nil)
    }
}
