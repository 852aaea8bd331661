import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

/// The table of Home Assistant's commands: each service's exact queries, and how it is read back.
@Suite("An Amcrest camera's services, on the wire")
struct AmcrestServiceTests {
    /// A service that sets something.
    struct Setting: Sendable, CustomStringConvertible {
        var service: String
        var entity: String?
        var parameters: [String: JSONValue] = [:]
        /// As it is sent behind `action=setConfig`.
        var query: String
        /// What is read back.
        var table: String
        var key: String
        var before: String
        var after: String
        /// Whether the indicator light follows.
        var lights = false

        var description: String { "\(self.service) \(self.parameters.keys.sorted().joined())\(self.after)" }

        init(_ service: String, _ key: String, _ before: String, _ after: String, entity: String? = nil) {
            self.service = service
            self.entity = entity
            self.query = "&\(key)=\(after)"
            self.table = String(key.prefix { $0 != "[" })
            (self.key, self.before, self.after) = (key, before, after)
        }

        static func sound(_ service: String, _ before: String, _ after: String) -> Self {
            var setting = Self(service, "Encode[0].MainFormat[0].AudioEnable", before, after)
            setting.query = (0..<4).map { "&Encode[0].MainFormat[\($0)].AudioEnable=\(after)" }.joined()
            setting.lights = true
            return setting
        }

        static func color(_ word: String, _ before: String, _ after: String) -> Self {
            var setting = Self("amcrest.set_color_bw", "VideoInOptions[0].DayNightColor", before, after)
            setting.parameters = ["color_bw": .text(word)]
            return setting
        }

        static let all: [Self] = [
            .sound("amcrest.enable_audio", "false", "true"), .sound("amcrest.disable_audio", "true", "false"),
            Self("amcrest.enable_recording", "RecordMode[0].Mode", "0", "1"),
            // Off is by the camera's timetable, and not none.
            Self("amcrest.disable_recording", "RecordMode[0].Mode", "1", "0"),
            Self("amcrest.enable_motion_recording", "MotionDetect[0].EventHandler.RecordEnable", "false", "true"),
            Self("amcrest.disable_motion_recording", "MotionDetect[0].EventHandler.RecordEnable", "true", "false"),
            Self("camera.enable_motion_detection", "MotionDetect[0].Enable", "false", "true"),
            Self("camera.disable_motion_detection", "MotionDetect[0].Enable", "true", "false"),
            .color("color", "2", "0"), .color("auto", "0", "1"), .color("bw", "0", "2"),
            Self("switch.turn_on", "LeLensMask[0].Enable", "false", "true", entity: "privacy_mode"),
            Self("switch.turn_off", "LeLensMask[0].Enable", "true", "false", entity: "privacy_mode"),
            Self("switch.toggle", "LeLensMask[0].Enable", "true", "false", entity: "privacy_mode"),
        ]

        var set: String { "configManager.cgi?action=setConfig\(self.query)" }
        var get: String { "configManager.cgi?action=getConfig&name=\(self.table)" }
    }

    private static let light = [
        "configManager.cgi?action=setConfig&LightGlobal[0].Enable=true",
        "configManager.cgi?action=getConfig&name=LightGlobal",
    ]

    private static func running(_ setting: Setting? = nil) async throws -> TimedAmcrest {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) { $0.switches = [.privacyMode] }
        if let setting { timed.camera[setting.key] = setting.before }
        try await timed.attach()
        return timed
    }

    /// What the camera is asked during a service.
    private static func commands(
        _ timed: TimedAmcrest,
        _ setting: Setting
    ) async throws -> (commands: [String], result: CallResult?) {
        let before = timed.camera.commands.count
        let result = try await timed.call(setting.service, entity: setting.entity, setting.parameters)
        var commands = timed.camera.commands.dropFirst(before).filter { !$0.contains("eventManager") }
        // What is toggled is looked at before.
        if setting.service.hasSuffix(".toggle") {
            #expect(commands.first == setting.get)
            commands.removeFirst()
        }
        return (commands, result)
    }

    @Test("is set by its exact query, and read back", arguments: Setting.all)
    func queries(_ setting: Setting) async throws {
        let timed = try await Self.running(setting)
        let (commands, result) = try await Self.commands(timed, setting)
        #expect(result == .done)
        #expect(commands == [setting.set, setting.get] + (setting.lights ? Self.light : []))
        #expect(timed.camera[setting.key] == setting.after)
        #expect(timed.camera.strangeRequests == [])
    }

    @Test(
        "what the camera says OK to and does not keep is set three times, and then the caller is told",
        arguments: Setting.all
    )
    func stubborn(_ setting: Setting) async throws {
        let timed = try await Self.running(setting)
        timed.camera.trouble(
            "configManager.cgi?action=setConfig",
            .answer(.bytes(Array("OK\r\n".utf8), type: "text/plain"))
        )
        let (commands, result) = try await Self.commands(timed, setting)
        #expect(commands == [setting.set, setting.get, setting.set, setting.get, setting.set, setting.get])
        #expect(result?.status == 502)
        #expect(result?.reason == "the camera says OK, and keeps \(setting.key)=\(setting.before)")
    }

    @Test("turned off and on: the recording, the video of all formats, the infrared light, the indicator light")
    func offAndOn() async throws {
        let timed = try await Self.running()
        timed.camera["RecordMode[0].Mode"] = "1"
        timed.camera["Encode[0].MainFormat[0].AudioEnable"] = "false"
        try await timed.pass(.seconds(61))
        let (set, get) = ("configManager.cgi?action=setConfig", "configManager.cgi?action=getConfig")
        func commands(_ service: String) async throws -> [String] {
            let before = timed.camera.commands.count
            #expect(try await timed.call(service) == .done)
            return timed.camera.commands.dropFirst(before).filter { !$0.contains("eventManager") }
        }
        func video(_ isOn: Bool) -> [String] {
            [
                set + (0..<4).map { "&Encode[0].MainFormat[\($0)].VideoEnable=\(isOn)" }.joined(),
                "\(get)&name=Encode", "\(set)&VideoInOptions[0].InfraRed=\(!isOn)",
                "\(set)&LightGlobal[0].Enable=\(isOn)", "\(get)&name=LightGlobal",
            ]
        }
        let recording = ["\(set)&RecordMode[0].Mode=0", "\(get)&name=RecordMode"]
        #expect(try await commands("camera.turn_off") == recording + video(false))
        #expect(timed.ears.state?.connection == .off)
        #expect(try await commands("camera.turn_on") == video(true))
        #expect(timed.ears.state?.connection == .idle)
        #expect(timed.camera.strangeRequests == [])
    }

    @Test("what the camera keeps at the second try is done", arguments: Setting.all)
    func secondTry(_ setting: Setting) async throws {
        let timed = try await Self.running(setting)
        timed.camera.trouble(
            "configManager.cgi?action=setConfig",
            .answer(.bytes(Array("OK\r\n".utf8), type: "text/plain")),
            times: 1
        )
        let (commands, result) = try await Self.commands(timed, setting)
        let both = [setting.set, setting.get, setting.set, setting.get]
        #expect(commands == both + (setting.lights ? Self.light : []))
        #expect(result == .done)
    }

    @Test(
        "what a camera refuses is told in its words",
        arguments: [
            (AmcrestCamera.Trouble.error("No Authority"), "the camera answered Error: No Authority"),
            (
                .answer(.bytes(Array("Error: No Authority\r\n".utf8), type: "text/plain")),
                "the camera answered Error: No Authority"
            ),
            (
                .page,
                "it answered a web page: that is no Amcrest or Dahua camera, or its CGI commands are turned off"
            ),
        ]
    )
    func refused(_ trouble: AmcrestCamera.Trouble, _ reason: String) async throws {
        let timed = try await Self.running()
        timed.camera.trouble("configManager.cgi?action=setConfig", trouble)
        for service in ["amcrest.enable_audio", "amcrest.disable_recording", "camera.enable_motion_detection"] {
            #expect(try await timed.call(service) == CallResult(status: 502, reason: reason), "\(service)")
            // A page may mean that there is no camera any more: it is looked for before it is told anything else.
            try await timed.pass(.seconds(2))
        }
        timed.camera.trouble("ptz.cgi", trouble)
        #expect(try await timed.call("amcrest.start_tour") == CallResult(status: 502, reason: reason))
        #expect(timed.ears.state?.connection != .offline && timed.ears.state?.connection != .refused)
    }

    @Test(
        "movements",
        arguments: [
            ("zoom_out", "ZoomWide", 0, 0), ("zoom_in", "ZoomTele", 0, 0), ("right", "Right", 0, 1),
            ("left", "Left", 0, 1), ("up", "Up", 0, 1), ("down", "Down", 0, 1), ("right_down", "RightDown", 1, 1),
            ("right_up", "RightUp", 1, 1), ("left_down", "LeftDown", 1, 1), ("left_up", "LeftUp", 1, 1),
        ]
    )
    func movements(_ movement: String, _ code: String, _ first: Int, _ second: Int) async throws {
        let timed = try await Self.running()
        let before = timed.camera.commands.count
        let result = try await timed.call("amcrest.ptz_control", ["movement": .text(movement)])
        #expect(result == .done)
        let rest = "&channel=0&code=\(code)&arg1=\(first)&arg2=\(second)&arg3=0"
        let commands = timed.camera.commands.dropFirst(before).filter { $0.hasPrefix("ptz.cgi") }
        #expect(commands == ["ptz.cgi?action=start\(rest)", "ptz.cgi?action=stop\(rest)"])
        let times = timed.requests.filter { $0.command.hasPrefix("ptz.cgi") }.map(\.time)
        #expect(times.count == 2 && times.last?.since(times[0]) == .milliseconds(200))
    }

    @Test("positions and tours")
    func positions() async throws {
        let timed = try await Self.running()
        let before = timed.camera.commands.count
        #expect(try await timed.call("amcrest.goto_preset", ["preset": 2]) == .done)
        #expect(try await timed.call("amcrest.start_tour") == .done)
        #expect(try await timed.call("amcrest.stop_tour") == .done)
        #expect(
            timed.camera.commands.dropFirst(before).filter { $0.hasPrefix("ptz.cgi") } == [
                "ptz.cgi?action=start&channel=0&code=GotoPreset&arg1=0&arg2=2&arg3=0",
                "ptz.cgi?action=start&channel=0&code=StartTour&arg1=1&arg2=0&arg3=0",
                "ptz.cgi?action=start&channel=0&code=StopTour&arg1=1&arg2=0&arg3=0",
            ]
        )
        #expect(timed.camera.movements.map(\.code) == ["GotoPreset", "StartTour", "StopTour"])
        #expect(
            try await timed.call("amcrest.goto_preset", ["preset": 9])?.reason
                == "the camera answered Error: Bad Request!"
        )
    }
}
