import IPC
import Shared
import Testing

@testable import camworker

/// The requests are those of the table in Home Assistant's library, byte by byte.
@Suite("AmcrestPlan")
struct AmcrestPlanTests {
    private func configuration(_ change: (inout AmcrestConfiguration) -> Void = { _ in }) throws -> AmcrestConfiguration
    {
        var amcrest = AmcrestConfiguration(
            server: try CameraURL("http://192.0.2.1/"),
            credentials: Credentials(user: Secret("a"), password: Secret("b"))
        )
        change(&amcrest)
        return amcrest
    }

    private func targets(
        _ service: String,
        _ parameters: [String: JSONValue] = [:],
        entity: String? = nil,
        settings: AmcrestSettings = AmcrestSettings(),
        _ change: (inout AmcrestConfiguration) -> Void = { _ in }
    ) throws -> [String] {
        let call = ServiceCall(service: service, entity: entity, parameters: parameters, timeoutMilliseconds: 10_000)
        let plan = try #require(AmcrestPlan(call, try self.configuration(change), settings))
        return plan.steps.map { step in
            switch step {
            case .set(let setting): "\(setting.command.path)?\(setting.command.query)"
            case .perform(let command), .attempt(let command), .end(let command): "\(command.path)?\(command.query)"
            case .wait(let time): "wait \(time.inSeconds)"
            case .look(let topic): "look \(topic)"
            case .light: "light"
            case .togglePrivacy: "toggle"
            }
        }
    }

    private static let set = "configManager.cgi?action=setConfig"

    @Test(
        "settings",
        arguments: [
            ("amcrest.enable_recording", "RecordMode[0].Mode=1"), ("amcrest.disable_recording", "RecordMode[0].Mode=0"),
            ("amcrest.enable_motion_recording", "MotionDetect[0].EventHandler.RecordEnable=true"),
            ("amcrest.disable_motion_recording", "MotionDetect[0].EventHandler.RecordEnable=false"),
            ("camera.enable_motion_detection", "MotionDetect[0].Enable=true"),
            ("camera.disable_motion_detection", "MotionDetect[0].Enable=false"),
        ]
    )
    func settings(_ service: String, _ setting: String) throws {
        #expect(try self.targets(service) == ["\(Self.set)&\(setting)"])
    }

    @Test("colour", arguments: [("color", 0), ("auto", 1), ("bw", 2)])
    func color(_ word: String, _ number: Int) throws {
        let targets = try self.targets("amcrest.set_color_bw", ["color_bw": .text(word)])
        #expect(targets == ["\(Self.set)&VideoInOptions[0].DayNightColor=\(number)"])
    }

    @Test("sound is set for every format of the stream, then the light follows, where it is to")
    func sound() throws {
        let high = (0..<4).map { "&Encode[0].MainFormat[\($0)].AudioEnable=true" }.joined()
        #expect(try self.targets("amcrest.enable_audio") == [Self.set + high, "light"])
        let low = (0..<3).map { "&Encode[2].ExtraFormat[\($0)].AudioEnable=false" }.joined()
        let targets = try self.targets("amcrest.disable_audio") {
            $0.resolution = .low
            $0.channel = 3
            $0.controlsLight = false
        }
        #expect(targets == [Self.set + low])
    }

    @Test("recording turns video on that is known to be off")
    func recording() throws {
        var settings = AmcrestSettings()
        let answer = try AmcrestAnswer(Array("table.Encode[0].MainFormat[0].VideoEnable=false\r\n".utf8))
        settings.take(answer, .encode, keys: AmcrestKeys(try self.configuration()))
        let video = (0..<4).map { "&Encode[0].MainFormat[\($0)].VideoEnable=true" }.joined()
        #expect(
            try self.targets("amcrest.enable_recording", settings: settings)
                == [
                    Self.set + video, "\(Self.set)&VideoInOptions[0].InfraRed=false", "light",
                    "\(Self.set)&RecordMode[0].Mode=1",
                ]
        )
    }

    @Test("turned off it encodes no video, and a recording that is known to go on ends before")
    func turnedOff() throws {
        let high = (0..<4).map { "&Encode[0].MainFormat[\($0)].VideoEnable=false" }.joined()
        let off = [Self.set + high, "\(Self.set)&VideoInOptions[0].InfraRed=true", "light"]
        #expect(try self.targets("camera.turn_off") == off)
        var settings = AmcrestSettings()
        let answer = try AmcrestAnswer(Array("table.RecordMode[0].Mode=1\r\n".utf8))
        settings.take(answer, .recordMode, keys: AmcrestKeys(try self.configuration()))
        #expect(
            try self.targets("camera.turn_off", settings: settings) == ["\(Self.set)&RecordMode[0].Mode=0"] + off
        )
    }

    @Test("turned on it encodes video, that of its stream")
    func turnedOn() throws {
        let low = (0..<3).map { "&Encode[1].ExtraFormat[\($0)].VideoEnable=true" }.joined()
        let targets = try self.targets("camera.turn_on") {
            $0.resolution = .low
            $0.channel = 2
            $0.controlsLight = false
        }
        #expect(targets == [Self.set + low, "\(Self.set)&VideoInOptions[1].InfraRed=false"])
    }

    @Test("positions and tours")
    func positions() throws {
        let start = "ptz.cgi?action=start&channel=0&code="
        #expect(
            try self.targets("amcrest.goto_preset", ["preset": 7]) == ["\(start)GotoPreset&arg1=0&arg2=7&arg3=0"]
        )
        #expect(try self.targets("amcrest.start_tour") == ["\(start)StartTour&arg1=1&arg2=0&arg3=0"])
        #expect(try self.targets("amcrest.stop_tour") == ["\(start)StopTour&arg1=1&arg2=0&arg3=0"])
    }

    @Test(
        "movements are begun and ended",
        arguments: [
            ("zoom_out", "ZoomWide", 0, 0), ("zoom_in", "ZoomTele", 0, 0), ("right", "Right", 0, 1),
            ("up", "Up", 0, 1), ("left_down", "LeftDown", 1, 1), ("right_up", "RightUp", 1, 1),
        ]
    )
    func moves(_ movement: String, _ code: String, _ first: Int, _ second: Int) throws {
        let rest = "&channel=1&code=\(code)&arg1=\(first)&arg2=\(second)&arg3=0"
        let targets = try self.targets("amcrest.ptz_control", ["movement": .text(movement), "travel_time": 0.5]) {
            $0.channel = 2
        }
        #expect(targets == ["ptz.cgi?action=start\(rest)", "wait 0.5", "ptz.cgi?action=stop\(rest)"])
    }

    @Test("the privacy switch")
    func privacy() throws {
        let key = AmcrestSwitch.privacyMode.rawValue
        #expect(try self.targets("switch.turn_on", entity: key) == ["\(Self.set)&LeLensMask[0].Enable=true"])
        #expect(try self.targets("switch.turn_off", entity: key) == ["\(Self.set)&LeLensMask[0].Enable=false"])
        // As it is now, not as it was half a minute ago.
        let look = "look \(AmcrestAgenda.Topic.settings(.lensMask))"
        #expect(try self.targets("switch.toggle", entity: key) == [look, "toggle"])
    }

    @Test("yes and no are kept in whatever words the camera says them", arguments: ["1", "on", "True", "true"])
    func kept(_ word: String) throws {
        let keys = AmcrestKeys(try self.configuration())
        let answer = try AmcrestAnswer(Array("table.\(keys.motion)=\(word)\n".utf8))
        #expect(AmcrestSetting.flag(keys.motion, true, .motionDetect).isKept(in: answer))
        #expect(!AmcrestSetting.flag(keys.motion, false, .motionDetect).isKept(in: answer))
        #expect(!AmcrestSetting.flag(keys.privacy, true, .motionDetect).isKept(in: answer))
    }

    @Test(
        "what is no service of this camera has no plan",
        arguments: ["amcrest.fly", "switch.turn_on", "amcrest.goto_preset", "amcrest.set_color_bw", "button.press"]
    )
    func unknown(_ service: String) throws {
        let call = ServiceCall(service: service, timeoutMilliseconds: 10_000)
        #expect(AmcrestPlan(call, try self.configuration(), AmcrestSettings()) == nil)
    }
}
