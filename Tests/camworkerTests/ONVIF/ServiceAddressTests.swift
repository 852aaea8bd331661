import IPC
import Shared
import Testing

@testable import camworker

@Suite("ServiceAddress")
struct ServiceAddressTests {
    private static func address(_ device: String, overridesHost: Bool = false) throws -> ServiceAddress {
        ServiceAddress(device: try CameraURL(device), overridesHost: overridesHost)
    }

    private static let device = "http://192.0.2.10:8000/onvif/device_service"

    @Test(
        "what devices announce is repaired",
        arguments: [
            ("http://192.0.2.10:8000/onvif/media", "http://192.0.2.10:8000/onvif/media"),
            ("http://192.0.2.10/onvif/media", "http://192.0.2.10/onvif/media"),
            ("http://192.0.2.10:8106:8106/onvif/x?a=1", "http://192.0.2.10:8106/onvif/x?a=1"),
            ("http://[2001:db8::1]:80:80/x", "http://[2001:db8::1]:80/x"),
            ("http://2001:db8::1/x", "http://[2001:db8::1]/x"),
            ("", device), ("   ", device), ("http://", device), ("http:///onvif/x", "http://192.0.2.10:8000/onvif/x"),
            ("http://192.0.2.10:8000", device), ("http://192.0.2.10:8000/", "http://192.0.2.10:8000/"),
            ("/onvif/events", "http://192.0.2.10:8000/onvif/events"),
            ("onvif/events", "http://192.0.2.10:8000/onvif/events"),
            ("//192.0.2.11/x", "http://192.0.2.11/x"), ("192.0.2.11/onvif/x", "http://192.0.2.11/onvif/x"),
            ("camera:81/x", "http://camera:81/x"), ("http://0.0.0.0/x", "http://192.0.2.10:8000/x"),
            ("http://127.0.0.1:80/x", "http://192.0.2.10:8000/x"), ("http://169.254.1.2/x", "http://192.0.2.10:8000/x"),
            ("http://10.0.0.5/x", "http://10.0.0.5/x"), ("http://a:b@192.0.2.10/x", "http://192.0.2.10/x"),
            (" http://192.0.2.10/a http://[fe80::1]/a", "http://192.0.2.10/a"),
            ("http://192.0.2.10:0/x", "http://192.0.2.10/x"),
            ("http://192.0.2.10:99999/x", "http://192.0.2.10/x"), ("file:///etc/passwd", device),
            ("rtsp://192.0.2.10/x", device),
            // Read again and again as an address, the worker's stack would overflow.
            ("http://?a:b", "http://192.0.2.10:8000/?a:b"), ("h@?a:b/c", "http://192.0.2.10:8000/?a:b/c"),
        ]
    )
    func services(_ announced: String, _ expected: String) throws {
        let url = try Self.address(Self.device).ofService(announced)
        #expect(url.requestURL.reveal() == expected)
        #expect(url.user == nil)
    }

    @Test("behind NAT everything is at the configured host, services at its port as well")
    func override() throws {
        let address = try Self.address("https://cam.example:8443/onvif/device_service", overridesHost: true)
        #expect(
            address.ofService("http://10.0.0.5:80/onvif/media").requestURL.reveal()
                == "https://cam.example:8443/onvif/media"
        )
        #expect(address.ofMedia("rtsp://10.0.0.5:554/s?x=1")?.requestURL.reveal() == "rtsp://cam.example:554/s?x=1")
        #expect(address.ofMedia("http://10.0.0.5/snap.jpg")?.requestURL.reveal() == "https://cam.example:8443/snap.jpg")
    }

    @Test("where TLS was asked for, nothing goes in clear, whatever host is announced")
    func keepsTLS() throws {
        let address = try Self.address("https://192.0.2.10/onvif/device_service")
        #expect(
            address.ofService("http://192.0.2.10:80/onvif/media").requestURL.reveal()
                == "https://192.0.2.10/onvif/media"
        )
        #expect(address.ofService("http://192.0.2.11/x").requestURL.reveal() == "https://192.0.2.10/x")
        let named = try Self.address("https://cam.example:8443/onvif/device_service")
        #expect(
            named.ofService("http://192.0.2.10/onvif/media").requestURL.reveal()
                == "https://cam.example:8443/onvif/media"
        )
        #expect(
            named.ofMedia("http://192.0.2.10:81/snap.jpg")?.requestURL.reveal()
                == "https://cam.example:8443/snap.jpg"
        )
        #expect(named.ofService("https://192.0.2.10/x").requestURL.reveal() == "https://192.0.2.10/x")
    }

    @Test("a host that the device names is told the password by Digest alone, for pictures as well")
    func otherHost() throws {
        let address = try Self.address(Self.device)
        let (own, other) = (try CameraURL("http://192.0.2.10/x"), try CameraURL("http://192.0.2.11:8000/x"))
        #expect(address.authentication(at: own) == .automatic && address.authentication(at: other) == .digest)
        let configuration = ONVIFConfiguration(device: address.device, snapshotAuthentication: .basic)
        let watch = ReachWatch(CameraReach(try Configurations.camera(.onvif(configuration))))
        let ports = CameraConnections(watch: watch, most: 1).ports
        let still = StillRequest(
            configuration,
            address: LiveAddress(own, key: "snapshot", desk: TemplateDesk(), ports: ports),
            door: { SnapshotDoor(.basic, .digest) },
            ended: { _ in }
        )
        #expect(still.http(at: own).authentication == .basic && still.http(at: other).authentication == .digest)
    }

    @Test("what is at another host is told, by address or by name")
    func foreignHosts() throws {
        let text = """
            <r><Service><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace><XAddr>http://10.0.0.5/m</XAddr></Service>\
            <Service><Namespace>http://www.onvif.org/ver10/events/wsdl</Namespace><XAddr>http://192.0.2.10/e</XAddr></Service></r>
            """
        var device = ConnectedDevice()
        device.services = ServiceTable(services: try XMLDocument(Array(text.utf8)).root)
        #expect(device.foreignHosts(by: try Self.address(Self.device)) == ["10.0.0.5"])
        #expect(device.foreignHosts(by: try Self.address(Self.device, overridesHost: true)) == [])
    }

    @Test("a camera on this very machine may say so")
    func loopback() throws {
        let address = try Self.address("http://127.0.0.1:8080/onvif/device_service")
        #expect(address.ofService("http://127.0.0.1:9090/x").requestURL.reveal() == "http://127.0.0.1:9090/x")
    }

    @Test("there is no stream without an address")
    func media() throws {
        let address = try Self.address(Self.device)
        #expect(address.ofMedia("") == nil)
        #expect(address.ofMedia("rtsp://0.0.0.0:554/1")?.requestURL.reveal() == "rtsp://192.0.2.10:554/1")
        #expect(address.ofMedia("rtsp://u:p@192.0.2.10/1")?.password == nil)
        #expect(address.ofMedia("/snap.jpg?u=1")?.requestURL.reveal() == "http://192.0.2.10:8000/snap.jpg?u=1")
    }
}
