import IPC
import Shared
import Testing

@testable import camworker

@Suite("What a worker tells of an ONVIF device to be sent to somebody")
struct ONVIFDiagnosticsTests {
    private static func device() throws -> ConnectedDevice {
        func element(_ text: String) throws -> XMLElement { try XMLDocument(Array(text.utf8)).root }
        var device = ConnectedDevice()
        device.identity = DeviceIdentity(
            try element("<x><Manufacturer>Example</Manufacturer><SerialNumber>5</SerialNumber></x>")
        )
        device.mac = "c0:56:e3:f9:55:68"
        device.services = ServiceTable(
            services: try element(
                """
                <x><Service><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace>\
                <XAddr>http://u:hunter2@192.0.2.1:80:80/media</XAddr></Service>\
                <Service><Namespace>http://www.onvif.org/ver10/events/wsdl</Namespace><XAddr>/events?pwd=hunter2</XAddr></Service></x>
                """
            )
        )
        device.profiles = MediaProfile.all(
            in: try element(
                """
                <x><Profiles token="P"><Name>main</Name><VideoEncoderConfiguration><Encoding>H264</Encoding><Resolution>\
                <Width>640</Width><Height>360</Height></Resolution></VideoEncoderConfiguration></Profiles>\
                <Profiles token="Q"/><Profiles token="R"/></x>
                """
            ),
            of: .media
        )
        device.chosen = [device.profiles[0]]
        device.streams["P"] = MediaAddress(
            try element("<x><MediaUri><Uri>rtsp://u:hunter2@192.0.2.1/a?pwd=hunter2</Uri></MediaUri></x>")
        )
        device.streams["R"] = MediaAddress(
            try element(
                "<x><MediaUri><Uri>rtsp://192.0.2.1/user=admin_password=hunter2_channel=1.sdp</Uri></MediaUri></x>"
            )
        )
        return device
    }

    @Test("information, capabilities, services, profiles and events, in Home Assistant's words and without passwords")
    func whole() throws {
        let diagnostics = ONVIFDiagnostics(
            device: try Self.device(),
            addresses: ServiceAddress(device: try CameraURL("http://192.0.2.1/onvif/device_service")),
            missing: [.nodes: "GetNodes: no answer in time"],
            events: .init(mode: .automatic, pullPoint: .started, webhook: .paused, problem: nil, entities: 4)
        )
        let members = try #require(diagnostics.value.object)
        #expect(members.keys.sorted() == ["device", "events"])
        let device = try #require(members["device"]?.object)
        #expect(device["info"]?.object?["manufacturer"] == "Example" && device["info"]?.object?["model"] == .null)
        #expect(device["capabilities"]?.object?["events"] == true && device["capabilities"]?.object?["ptz"] == false)
        #expect(device["missing"] == ["GetNodes: no answer in time"])
        let media = "http://www.onvif.org/ver10/media/wsdl"
        #expect(device["services"]?.object?[media] == "http://192.0.2.1:80/media")
        let profiles = device["profiles"]?.list?.compactMap(\.object) ?? []
        #expect(profiles.map { $0["is_chosen"] } == [true, false, false])
        #expect(profiles.first?["video"] == ["encoding": "H264", "resolution": ["width": 640, "height": 360]])
        #expect(profiles.first?["stream"] == "rtsp://192.0.2.1/a?•••" && profiles[1]["stream"] == .null)
        #expect(profiles.last?["stream"] == "rtsp://192.0.2.1/user=•••")
        #expect(members["events"]?.object?["pullpoint_manager_state"] == "started")
        #expect(members["events"]?.object?["webhook_manager_state"] == "paused")
        #expect(!"\(diagnostics.result)".contains("hunter2"))
        #expect(!String(decoding: JSONWriter.bytes(of: diagnostics.value), as: UTF8.self).contains("hunter2"))
    }

    @Test("of a device that nothing is known of yet it is as much")
    func empty() throws {
        let diagnostics = ONVIFDiagnostics(
            device: ConnectedDevice(),
            addresses: ServiceAddress(device: try CameraURL("http://192.0.2.1/onvif/device_service"))
        )
        #expect(diagnostics.value.object?["events"] == .null)
        #expect(diagnostics.value.object?["device"]?.object?["profiles"] == [])
    }
}
