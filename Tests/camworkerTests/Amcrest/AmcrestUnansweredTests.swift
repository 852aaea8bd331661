import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera that never answers one of its commands")
struct AmcrestUnansweredTests {
    @Test(
        "is asked everything else, and what is missing is said",
        arguments: [AmcrestCamera.Trouble.status(500), .close, .silence]
    )
    func everythingElse(_ trouble: AmcrestCamera.Trouble) async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("magicBox.cgi?action=getVendor", trouble)
        let timed = try TimedAmcrest(camera) {
            $0.binarySensors = [.motionDetected, .online]
            $0.sensors = [.sdcard, .ptzPreset]
            $0.switches = [.privacyMode]
        }
        try await timed.attach()
        try await timed.pass(.seconds(5))
        #expect(timed.ears.state?.attributes["problems"] == nil, "once may be an accident")
        try await timed.pass(.seconds(10))
        #expect(timed.ears.states["sdcard"]?.state == "50.00")
        #expect(timed.ears.states["ptz_preset"]?.state == "2")
        #expect(timed.ears.states["privacy_mode"]?.state == "off")
        #expect(timed.ears.isOn("online") == true)
        let attributes = try #require(timed.ears.state?.attributes)
        #expect(attributes["model_name"] == "IP8M-T2599E" && attributes["brand"] == nil)
        #expect(attributes["recording"] == "off" && attributes["motion_detection"] != nil)
        #expect(attributes["color_bw"] != nil)
        #expect(attributes["problems"]?.hasPrefix("getVendor: ") == true, "\(attributes["problems"] ?? "")")
        #expect(try await timed.call("amcrest.enable_recording") == .done)
        camera.heal()
        try await timed.pass(.seconds(30))
        #expect(timed.ears.state?.attributes["brand"] == "Amcrest")
        #expect(timed.ears.state?.attributes["problems"] == nil)
    }

    @Test("one that answers 401 to it alone is asked everything else, too")
    func refused() async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("configManager.cgi?action=getConfig&name=MotionDetect", .refused)
        let timed = try TimedAmcrest(camera) { $0.sensors = [.sdcard, .ptzPreset] }
        try await timed.pass(.seconds(5 * 60))
        #expect(timed.ears.states["sdcard"]?.state == "50.00")
        #expect(timed.ears.states["ptz_preset"]?.state == "2")
        #expect(timed.ears.state?.attributes["color_bw"] != nil)
        #expect(timed.ears.state?.attributes["problems"]?.hasPrefix("MotionDetect: ") == true)
    }

    @Test(
        "does what it is told meanwhile, and its log says what is missing once",
        arguments: [AmcrestCamera.Trouble.status(500), .silence]
    )
    func calls(_ trouble: AmcrestCamera.Trouble) async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("storageDevice.cgi", trouble)
        let setting = try await AmcrestWorkerTests.Setting(camera) {
            $0.sensors = [.sdcard, .ptzPreset]
            $0.scanInterval = .seconds(1)
        }
        func asked() -> Int { camera.commands.count { $0.hasPrefix("storageDevice.cgi") } }
        try await setting.state("ptz_preset", is: "2")
        for round in 1...3 {
            try await waitUntil("the card is asked for") { asked() >= round }
            #expect(try await setting.call("amcrest.start_tour") == .done)
        }
        try await waitUntil("it is asked for a fourth time") { asked() >= 4 }
        var problems: String?
        while problems?.hasPrefix("sdcard: ") != true {
            problems = try await setting.worker.next(.state).decode(StateReport.self).attributes["problems"]
        }
        #expect(setting.worker.log.split(separator: "\n").count { $0.contains("sdcard: ") } == 1)
        camera.heal()
        try await setting.state("sdcard", is: "50.00")
    }
}
