internal import IPC
internal import Shared

/// What a service asks of the camera, step by step.
///
/// Pure.
struct AmcrestPlan: Equatable {
    enum Step: Equatable {
        /// Set, read back, and again while the camera keeps something else.
        case set(AmcrestSetting)
        case perform(AmcrestCommand)
        /// Ends what a ``perform(_:)`` began, whatever became of that and however late it is.
        case end(AmcrestCommand)
        case wait(Duration)
        /// Ask for a topic of the agenda, and tell what comes.
        case look(AmcrestAgenda.Topic)
        /// Something that belongs to what went before where the camera knows it; without it nothing is wrong.
        case attempt(AmcrestCommand)
        /// The indicator light follows sound and video; without one nothing is wrong.
        case light
        /// Turns the privacy mode to what it is not, as it is then known.
        case togglePrivacy
    }

    var steps: [Step]

    /// Longest movement, seconds; Home Assistant's.
    private static let longestMove = 1.0
    private static let usualMove = 0.2

    /// The codes of `movement`, and whether the camera moves along both axes with them.
    private static let movements: [String: (code: String, first: Int, second: Int)] = [
        "zoom_out": ("ZoomWide", 0, 0), "zoom_in": ("ZoomTele", 0, 0), "right": ("Right", 0, 1), "left": ("Left", 0, 1),
        "up": ("Up", 0, 1), "down": ("Down", 0, 1), "right_down": ("RightDown", 1, 1), "right_up": ("RightUp", 1, 1),
        "left_down": ("LeftDown", 1, 1), "left_up": ("LeftUp", 1, 1),
    ]

    /// - Returns: `nil` for a service that is none of this camera's.
    init?(_ call: ServiceCall, _ configuration: AmcrestConfiguration, _ settings: AmcrestSettings) {
        let keys = AmcrestKeys(configuration)
        let light: [Step] = configuration.controlsLight ? [.light] : []
        func video(_ isOn: Bool) -> [Step] {
            // Home Assistant's library says both.
            [.set(.video(isOn, keys)), .attempt(.setConfig(keys.infrared, "\(!isOn)"))] + light
        }
        let parameters = call.parameters
        switch call.service {
        case "amcrest.enable_audio": self.steps = [.set(.sound(true, keys))] + light
        case "amcrest.disable_audio": self.steps = [.set(.sound(false, keys))] + light
        case "amcrest.enable_recording":
            // Nothing is recorded of a stream that is off.
            self.steps = (settings.hasVideo == false ? video(true) : []) + [.set(.recording(true, keys))]
        case "amcrest.disable_recording": self.steps = [.set(.recording(false, keys))]
        case "amcrest.enable_motion_recording": self.steps = [.set(.flag(keys.motionRecording, true, .motionDetect))]
        case "amcrest.disable_motion_recording": self.steps = [.set(.flag(keys.motionRecording, false, .motionDetect))]
        case "camera.turn_on": self.steps = video(true)
        case "camera.turn_off":
            // Of what is off nothing can be recorded.
            self.steps = (settings.isRecording == true ? [.set(.recording(false, keys))] : []) + video(false)
        case "camera.enable_motion_detection": self.steps = [.set(.flag(keys.motion, true, .motionDetect))]
        case "camera.disable_motion_detection": self.steps = [.set(.flag(keys.motion, false, .motionDetect))]
        case "amcrest.set_color_bw":
            guard let color = parameters["color_bw"]?.text.flatMap(AmcrestColor.init(rawValue:)) else { return nil }
            self.steps = [.set(AmcrestSetting([(keys.color, "\(color.number)")], .videoInOptions))]
        case "amcrest.goto_preset":
            guard case .integer(let preset) = parameters["preset"] else { return nil }
            self.steps = [.perform(.move("GotoPreset", (0, preset, 0), channel: keys.channel))]
        case "amcrest.start_tour": self.steps = [.perform(.move("StartTour", (1, 0, 0), channel: keys.channel))]
        case "amcrest.stop_tour": self.steps = [.perform(.move("StopTour", (1, 0, 0), channel: keys.channel))]
        case "amcrest.ptz_control":
            guard let movement = parameters["movement"]?.text.flatMap({ Self.movements[$0] }) else { return nil }
            let time = min(max(parameters["travel_time"]?.seconds ?? Self.usualMove, 0), Self.longestMove)
            let arguments = (movement.first, movement.second, 0)
            self.steps = [
                .perform(.move(movement.code, arguments, channel: keys.channel)), .wait(.seconds(time)),
                .end(.move(movement.code, arguments, isStart: false, channel: keys.channel)),
            ]
        default:
            guard let steps = Self.entitySteps(call, keys) else { return nil }
            self.steps = steps
        }
    }

    /// Of services that are called on an entity of the camera.
    private static func entitySteps(_ call: ServiceCall, _ keys: AmcrestKeys) -> [Step]? {
        let isPrivacy = call.entity == AmcrestSwitch.privacyMode.rawValue
        switch call.service {
        case "switch.turn_on" where isPrivacy: return [.set(.flag(keys.privacy, true, .lensMask))]
        case "switch.turn_off" where isPrivacy: return [.set(.flag(keys.privacy, false, .lensMask))]
        // What was asked half a minute ago may be the opposite of what is.
        case "switch.toggle" where isPrivacy: return [.look(.settings(.lensMask)), .togglePrivacy]
        case "homeassistant.update_entity": return Self.looks(at: call.entity)
        default: return nil
        }
    }

    /// What is asked for an entity's sake; what is told by events is as new as it can be.
    private static func looks(at entity: String?) -> [Step] {
        guard let entity else { return AmcrestSettings.tables.map { .look(.settings($0)) } }
        if let sensor = AmcrestSensor(rawValue: entity) { return [.look(sensor == .sdcard ? .storage : .presets)] }
        if AmcrestSwitch(rawValue: entity) != nil { return [.look(.settings(.lensMask))] }
        guard let sensor = AmcrestBinarySensor(rawValue: entity), let told = sensor.told else { return [] }
        return (EventSensors.codesBySensor[told] ?? []).map { .look(.polled(code: $0)) }
    }
}

/// Something that is set, and how it is read back.
struct AmcrestSetting: Equatable {
    /// As they are sent.
    var command: AmcrestCommand
    var table: AmcrestCommand.Table
    /// The key that is read back, and what it is to be then.
    var key: String
    var value: String
    /// Whether it is yes or no, for which firmware has several words.
    private var isFlag = false

    /// - Parameter values: the first is the one that is read back.
    init(_ values: [(key: String, value: String)], _ table: AmcrestCommand.Table) {
        self.command = .setConfig(values)
        self.table = table
        self.key = values.first?.key ?? ""
        self.value = values.first?.value ?? ""
    }

    static func flag(_ key: String, _ isOn: Bool, _ table: AmcrestCommand.Table) -> Self {
        self.flags([(key, "\(isOn)")], table)
    }

    static func video(_ isOn: Bool, _ keys: AmcrestKeys) -> Self { self.flags(keys.allVideo(isOn), .encode) }

    static func sound(_ isOn: Bool, _ keys: AmcrestKeys) -> Self { self.flags(keys.allSound(isOn), .encode) }

    private static func flags(_ values: [(key: String, value: String)], _ table: AmcrestCommand.Table) -> Self {
        var setting = Self(values, table)
        setting.isFlag = true
        return setting
    }

    static func recording(_ isOn: Bool, _ keys: AmcrestKeys) -> Self {
        Self([(keys.recordMode, isOn ? AmcrestKeys.recordsAlways : AmcrestKeys.recordsByTimetable)], .recordMode)
    }

    /// Whether the camera has kept it.
    func isKept(in answer: AmcrestAnswer) -> Bool {
        self.isFlag ? answer.flag(self.key) == (self.value == "true") : answer[self.key]?.lowercased() == self.value
    }
}

extension JSONValue {
    fileprivate var seconds: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .null, .bool, .text, .list, .object: nil
        }
    }
}
