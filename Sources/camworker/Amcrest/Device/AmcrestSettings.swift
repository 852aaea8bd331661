/// How the camera is set, as far as it was asked.
///
/// Pure. Everything is the configured channel's.
struct AmcrestSettings: Hashable {
    private(set) var hasVideo: Bool?
    private(set) var hasSound: Bool?
    private(set) var isRecording: Bool?
    private(set) var detectsMotion: Bool?
    private(set) var recordsMotion: Bool?
    private(set) var color: AmcrestColor?
    private(set) var isPrivate: Bool?

    /// The tables of which the camera's own entity tells.
    static let tables: [AmcrestCommand.Table] = [.encode, .recordMode, .motionDetect, .videoInOptions]

    mutating func take(_ answer: AmcrestAnswer, _ table: AmcrestCommand.Table, keys: AmcrestKeys) {
        switch table {
        case .encode:
            self.hasVideo = answer.flag(keys.video)
            self.hasSound = answer.flag(keys.sound)
        case .recordMode: self.isRecording = answer[keys.recordMode].map { $0 == AmcrestKeys.recordsAlways }
        case .motionDetect:
            self.detectsMotion = answer.flag(keys.motion)
            self.recordsMotion = answer.flag(keys.motionRecording)
        case .videoInOptions: self.color = answer[keys.color].flatMap { Int($0) }.flatMap(AmcrestColor.init(number:))
        case .lensMask: self.isPrivate = answer.flag(keys.privacy)
        case .light, .rtsp: break
        }
    }

    /// Whether it was told to make no pictures: Home Assistant's `is_on` is the opposite.
    var isOff: Bool { self.hasVideo == false }
    static let offReason = "its video is turned off; camera.turn_on turns it on"

    /// Beside the camera's state, in Home Assistant's words.
    var attributes: [String: String] {
        func word(_ flag: Bool?) -> String? { flag.map { $0 ? "on" : "off" } }
        return [
            "audio": word(self.hasSound), "motion_recording": word(self.recordsMotion),
            "color_bw": self.color?.rawValue, "video": word(self.hasVideo), "recording": word(self.isRecording),
            "motion_detection": self.detectsMotion == true ? "true" : nil,
        ].compactMapValues(\.self)
    }
}

/// The words of `set_color_bw`.
enum AmcrestColor: String, Hashable, CaseIterable {
    case color
    case auto
    case bw

    init?(number: Int) {
        guard Self.allCases.indices.contains(number) else { return nil }
        self = Self.allCases[number]
    }

    /// As the camera counts them.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
