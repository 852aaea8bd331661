import Testing

@testable import TestSupport

@Suite("ONVIFCamera: what real devices answered")
struct ONVIFRecordingTests {
    @Test("recordings lead to no other address, and are well-formed", arguments: ONVIFRecording.Device.allCases)
    func recordings(device: ONVIFRecording.Device) throws {
        let recording = try ONVIFRecording(device, origin: "http://127.0.0.1:8000")
        #expect(recording.texts.count >= 15)
        for (name, text) in recording.texts {
            #expect(!text.contains("127.66.66.77"), "\(name)")
            #expect((try? StrictSOAP.parse(Array(text.utf8))) != nil, "\(name)")
        }
    }

    @Test("they are played where there is one, and everything else is as before")
    func played() async throws {
        let camera = try ONVIFCamera.start(.dome)
        try camera.replay(.axis)
        let caller = SOAPCaller(camera)
        let body = "<trt:GetSnapshotUri><trt:ProfileToken>Profile_1</trt:ProfileToken></trt:GetSnapshotUri>"
        let address = try await caller.call(.media, body).element?.descendant("MediaUri", "Uri")?.text
        #expect(address?.hasPrefix("http://127.0.0.1:\(camera.port)/") == true)
        let information = try await caller.call(.device, "<tds:GetDeviceInformation/>")
        #expect(information.element?["Manufacturer"]?.text == "AXIS")
        #expect(try await caller.call(.imaging, "<timg:GetServiceCapabilities/>").status == 200)
    }
}
