import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera's entities, through a worker")
struct AmcrestEntityWorkerTests {
    @Test("what happens at it is an event of its event entities; of AlarmLocal every input is the first channel's")
    func events() async throws {
        let setting = try await AmcrestWorkerTests.Setting(try AmcrestCamera.start(.doorbell))
        try await setting.attached()
        let cases: [(AmcrestEvent, entity: String, kind: String)] = [
            (.pulse("_DoTalkAction_", data: "{ \"Action\" : \"Invite\" }"), "doorbell", "ring"),
            (.pulse("CallNoAnswered"), "doorbell", "ring"), (.start("DoorbellPressed"), "doorbell", "ring"),
            (.start("AlarmLocal", index: 0), "alarm", "alarm"), (.start("AlarmLocal", index: 3), "alarm", "alarm"),
            (.start("SmartMotionHuman"), "smart_motion", "human"),
            (.start("SmartMotionVehicle"), "smart_motion", "vehicle"),
            (.start("VideoBlind"), "tamper", "covered"), (.start("VideoLoss"), "tamper", "video_lost"),
            (.start("SceneChange"), "tamper", "moved"),
        ]
        for (told, entity, kind) in cases {
            setting.camera.emit(told)
            let event = try await setting.event(kind)
            #expect(event.entity == entity)
            #expect(event.source == "\(told.index)")
            #expect(event.attributes["code"] == .text(told.code))
        }
    }

    @Test("of a recorder's inputs, the one with the channel's number is the channel's")
    func inputs() async throws {
        let setting = try await AmcrestWorkerTests.Setting(try AmcrestCamera.start(.recorder)) { $0.channel = 3 }
        try await setting.attached()
        for index in [0, 1, 3, 2] { setting.camera.emit(.start("AlarmLocal", index: index)) }
        let event = try await setting.event("alarm")
        #expect(event.entity == "alarm" && event.source == "2")
    }

    @Test(
        "events that are asked for are told as the camera answers, by every code of theirs",
        arguments: [
            (AmcrestBinarySensor.crosslineDetectedPolled, "CrossLineDetection"),
            (.motionDetectedPolled, "VideoMotion"), (.audioDetectedPolled, "AudioMutation"),
            (.audioDetectedPolled, "AudioIntensity"),
        ]
    )
    func polled(_ sensor: AmcrestBinarySensor, _ code: String) async throws {
        let setting = try await AmcrestWorkerTests.Setting(try AmcrestCamera.start(.recorder)) {
            $0.channel = 2
            $0.binarySensors = [sensor]
            $0.scanInterval = .seconds(1)
        }
        try await setting.state(sensor.rawValue, is: "off")
        setting.camera.update { $0.active[code] = [1, 2] }
        try await setting.state(sensor.rawValue, is: "on")
        // Something goes on in another channel.
        setting.camera.update { $0.active[code] = [0] }
        try await setting.state(sensor.rawValue, is: "off")
        #expect(setting.camera.strangeRequests == [])
    }

    @Test("the privacy switch of a recorder's channel is that channel's")
    func privacy() async throws {
        let camera = try AmcrestCamera.start(.recorder) {
            for channel in 0..<4 { $0.table["LeLensMask[\(channel)].Enable"] = "false" }
        }
        let setting = try await AmcrestWorkerTests.Setting(camera) {
            $0.channel = 3
            $0.switches = [.privacyMode]
        }
        try await setting.state("privacy_mode", is: "off")
        #expect(try await setting.call("switch.turn_on", entity: "privacy_mode") == .done)
        try await setting.state("privacy_mode", is: "on")
        #expect((0..<4).map { camera["LeLensMask[\($0)].Enable"] } == ["false", "false", "true", "false"])
        #expect(try await setting.call("switch.toggle", entity: "privacy_mode") == .done)
        try await setting.state("privacy_mode", is: "off")
        #expect(camera.strangeRequests == [])
    }
}
