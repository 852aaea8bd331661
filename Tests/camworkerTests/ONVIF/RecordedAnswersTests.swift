import Shared
import Testing

@testable import camworker

/// What an AXIS Q6045-E and a HIKVISION DS-2CD2012-I answered.
@Suite("Recorded answers of ONVIF devices")
struct RecordedAnswersTests {
    @Test("the clock, with its time zone")
    func clock() throws {
        let clock = DeviceClock(try ONVIFSamples.answer("axis", .getSystemDateAndTime))
        #expect(clock.time == DeviceTime.parse("2018-02-27T23:09:59Z"))
        #expect(clock.isManual && clock.isDaylightSaving && clock.timeZone == "MST7MDT,M3.2.0,M11.1.0")
        #expect(
            clock.offset(from: WallTime(nanoseconds: (clock.time?.nanoseconds ?? 0) + 5_000_000_000)) == .seconds(-5)
        )
        #expect(DeviceClock(try ONVIFSamples.answer("hikvision", .getSystemDateAndTime)).time != nil)
    }

    @Test("who they are")
    func identity() throws {
        let axis = DeviceIdentity(try ONVIFSamples.answer("axis", .getDeviceInformation))
        #expect(axis.manufacturer == "AXIS" && axis.model == "AXIS Q6045-E" && axis.firmware == "5.55.1.2")
        #expect(axis.serialNumber == "00408CFAB754")
        let interfaces = NetworkInterface.all(in: try ONVIFSamples.answer("hikvision", .getNetworkInterfaces))
        #expect(NetworkInterface.mac(of: interfaces) == "c0:56:e3:f9:55:68")
        #expect(!NetworkInterface.all(in: try ONVIFSamples.answer("axis", .getNetworkInterfaces)).isEmpty)
    }

    @Test("where their services are, of both lists and of one that is missing")
    func services() throws {
        let device = ServiceAddress(device: try CameraURL("http://127.66.66.77/onvif/device_service"))
        let hikvision = ServiceTable(services: try ONVIFSamples.answer("hikvision", .getServices))
            .merged(with: ServiceTable(capabilities: try ONVIFSamples.answer("hikvision", .getCapabilities)))
        #expect(hikvision.url(of: .media, by: device)?.path == "/onvif/Media")
        #expect(hikvision.url(of: .analytics, by: device)?.path == "/onvif/Analytics")
        #expect(hikvision.url(of: .ptz, by: device) == nil)
        #expect(hikvision.hasSnapshots == true && hikvision.hasPullPoints == true)
        #expect {
            _ = try ONVIFSamples.answer("axis", .getServices, kind: "Error")
        } throws: {
            "\($0)"
                == "GetServices: the device answers Receiver/Action: Action failed: The requested SOAP action failed"
        }
        let axis = ServiceTable().merged(
            with: ServiceTable(capabilities: try ONVIFSamples.answer("axis", .getCapabilities))
        )
        #expect(axis.url(of: .ptz, by: device)?.path == "/onvif/services")
        #expect(axis.to(.events, by: device) == "http://127.66.66.77/onvif/services")
        // It has them all the same.
        #expect(axis.hasPullPoints == false)
    }

    @Test("their streams")
    func profiles() throws {
        let axis = MediaProfile.all(in: try ONVIFSamples.answer("axis", .getProfiles(.media)), of: .media)
        #expect(axis.map(\.token).prefix(2) == ["profile_1_h264", "profile_1_jpeg"])
        #expect(axis.map(\.coding).prefix(2) == [.h264, .jpeg])
        #expect(axis.first?.width == 1280 && axis.first?.height == 720 && axis.first?.frameRate == 30)
        #expect(axis.first?.source == "0")
        let ptz = try #require(axis.first?.ptz)
        #expect(
            ptz.node == "1" && ptz.absolutePanTilt != nil && ptz.continuousZoom != nil && ptz.relativePanTilt != nil
        )
        let hikvision = MediaProfile.all(in: try ONVIFSamples.answer("hikvision", .getProfiles(.media)), of: .media)
        #expect(hikvision.allSatisfy { $0.coding?.isCompatible == true && $0.ptz == nil })
        let sources = DeviceVideoSource.all(in: try ONVIFSamples.answer("hikvision", .getVideoSources))
        #expect(sources.map(\.token) == Array(hikvision.compactMap(\.source).prefix(1)))
        let url = try #require(MediaAddress(try ONVIFSamples.answer("axis", .getStreamURI(.media, profile: ""))))
        #expect(
            url.announced.reveal()
                == "rtsp://127.66.66.77/onvif-media/media.amp?profile=profile_1_jpeg&sessiontimeout=60&streamtype=unicast"
        )
        let picture = try #require(
            MediaAddress(try ONVIFSamples.answer("hikvision", .getSnapshotURI(.media, profile: "")))
        )
        #expect(picture.announced.reveal() == "http://127.66.66.77/onvif-http/snapshot")
    }

    @Test("how they move")
    func motors() throws {
        let node = try #require(PTZNode.all(in: try ONVIFSamples.answer("axis", .getNodes)).first)
        #expect(node.token == "1")
        #expect(node.absolutePanTilt.first?.x == -1...1 && node.absoluteZoom.first?.x == 0...1)
        #expect(node.absolutePanTilt.first?.uri.hasSuffix("/PositionGenericSpace") == true)
        let presets = PTZPreset.all(in: try ONVIFSamples.answer("axis", .getPresets(profile: "")))
        #expect(PTZPreset.find("preset 104", in: presets)?.token == "17")
        #expect(PTZPreset.find("17", in: presets)?.name == "Preset 104")
        #expect(PTZPreset.find("nowhere", in: presets) == nil)
        let way = PTZVector(panTilt: PTZVector.PanTilt(x: 0, y: 0))
        _ = try ONVIFSamples.answer("axis", .relativeMove(profile: "", by: way, speed: nil))
    }

    @Test("their subscriptions, with what is to be said again")
    func subscriptions() throws {
        let axis = EventSubscription(try ONVIFSamples.answer("axis", .createPullPointSubscription(.seconds(60))))
        #expect(axis.address == "http://127.66.66.77/onvif/services")
        #expect(
            axis.referenceParameters
                == [XMLElement(name: "SubscriptionId", namespace: "http://www.axis.com/2009/event", text: "5")]
        )
        #expect(axis.termination == DeviceTime.parse("2018-03-27T23:10:30Z"))
        let hikvision = EventSubscription(
            try ONVIFSamples.answer("hikvision", .createPullPointSubscription(.seconds(60)))
        )
        #expect(hikvision.referenceParameters.isEmpty && hikvision.current == DeviceTime.parse("2018-02-27T18:34:42Z"))
        #expect(throws: SOAPTrouble.self) {
            try ONVIFSamples.answer("axis", .createPullPointSubscription(.seconds(60)), kind: "Error")
        }
    }
}
