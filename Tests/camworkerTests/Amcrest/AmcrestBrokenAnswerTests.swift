import IPC
import Shared
import TestSupport
import Testing

@Suite("An Amcrest camera's answers that come late, oddly or not whole, by a worker")
struct AmcrestBrokenAnswerTests {
    private static func setting(_ trouble: AmcrestCamera.Trouble) async throws -> AmcrestWorkerTests.Setting {
        let camera = try AmcrestCamera.start()
        camera.trouble("storageDevice.cgi", trouble)
        return try await AmcrestWorkerTests.Setting(camera) {
            $0.binarySensors = [.online]
            $0.sensors = [.sdcard, .ptzPreset]
            $0.scanInterval = .seconds(1)
        }
    }

    @Test(
        "what is whole is read, however it comes",
        arguments: [
            AmcrestCamera.Trouble.chunked(1), .chunked(7), .chunked(100_000), .noLength, .wrongLength(by: -2),
            .late(.seconds(1)),
        ]
    )
    func readable(_ trouble: AmcrestCamera.Trouble) async throws {
        let setting = try await Self.setting(trouble)
        try await setting.state("sdcard", is: "50.00")
        setting.camera.update { $0.storage?.used = 0 }
        try await setting.state("sdcard", is: "0.00")
        try await setting.state("ptz_preset", is: "2")
        #expect(setting.camera.logins.refused == 0)
        #expect(!setting.worker.log.contains("sdcard: "))
    }

    @Test(
        "what breaks off or takes too long is trouble of this command alone, with its reason, until it comes whole",
        arguments: [
            (AmcrestCamera.Trouble.truncated(to: 40), "sdcard: the answer was cut short"),
            (.truncated(to: 0), "sdcard: the answer was cut short"),
            (.wrongLength(by: 10), "sdcard: the answer was cut short"),
            (.late(.seconds(7)), "sdcard: no answer in time"),
        ]
    )
    func broken(_ trouble: AmcrestCamera.Trouble, _ words: String) async throws {
        let setting = try await Self.setting(trouble)
        var problems: String?
        while problems == nil {
            problems = try await setting.worker.next(.state).decode(StateReport.self).attributes["problems"]
        }
        #expect(problems?.hasPrefix(words) == true, "\(problems ?? "")")
        try await setting.state("ptz_preset", is: "2")
        #expect(setting["sdcard"]?.state == nil)
        #expect(AmcrestPicture(try await setting.worker.fetch())?.subtype == 0)
        setting.camera.heal()
        try await setting.state("sdcard", is: "50.00")
        #expect(setting["online"]?.state == "on")
        while problems != nil {
            problems = try await setting.worker.next(.state).decode(StateReport.self).attributes["problems"]
        }
    }
}
