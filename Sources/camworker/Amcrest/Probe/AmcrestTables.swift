internal import IPC
internal import Shared

/// What the tables of a camera's configuration say about its channels.
///
/// Pure.
struct AmcrestTables {
    /// Sub streams of a channel; the best cameras have three.
    private static let mostSubStreams = 4
    /// Presets of a channel that are reported, of 300 at most.
    private static let mostPresets = 100
    private static let longestPreset = 40
    /// Scalars of `H.264` and `G.711A`.
    private static let longestCodec = 16
    private static let pixels = 1.0...100_000
    private static let rates = 0.0...1_000
    private static let bitRates = 1.0...10_000_000

    private let answers: [AmcrestCommand: AmcrestAnswer]
    private let titles: AmcrestValues
    private let encode: AmcrestValues
    private let recordMode: AmcrestValues
    private let motion: AmcrestValues
    private let smartMotion: AmcrestValues
    private let audio: AmcrestValues
    private let rules: AmcrestValues
    private let lensMask: AmcrestValues

    init(_ answers: [AmcrestCommand: AmcrestAnswer]) {
        self.answers = answers
        self.titles = AmcrestValues(answers[.getConfig(named: "ChannelTitle")])
        self.encode = AmcrestValues(answers[.getConfig(.encode)])
        self.recordMode = AmcrestValues(answers[.getConfig(.recordMode)])
        self.motion = AmcrestValues(answers[.getConfig(.motionDetect)])
        self.smartMotion = AmcrestValues(answers[.getConfig(named: "SmartMotionDetect")])
        self.audio = AmcrestValues(answers[.getConfig(named: "AudioDetect")])
        self.rules = AmcrestValues(answers[.getConfig(named: "VideoAnalyseRule")])
        self.lensMask = AmcrestValues(answers[.getConfig(.lensMask)])
    }

    func channel(_ keys: AmcrestKeys) -> AmcrestReport.Channel {
        let index = keys.channel
        var channel = AmcrestReport.Channel(number: index + 1)
        channel.name = self.titles.word("ChannelTitle[\(index)].Name")
        channel.streams = self.streams(index)
        channel.presets = self.answers[.presets(channel: index)].map { Self.presets($0) }
        channel.detectsMotion = self.motion.flag(keys.motion)
        channel.recordsMotion = self.motion.flag(keys.motionRecording)
        channel.recording = self.recordMode[keys.recordMode].flatMap { Self.recording($0) }
        channel.isPrivate = self.lensMask.flag(keys.privacy)
        channel.smartMotion = self.smartMotion(index)
        channel.detectsSound =
            self.audio.flag("AudioDetect[\(index)].MutationDetect") ?? self.audio.flag("AudioDetect[\(index)].Enable")
        channel.lineRules = self.rules.count(
            prefix: "VideoAnalyseRule[\(index)]",
            suffix: ".Type",
            value: "CrossLineDetection"
        )
        return channel
    }

    private static func recording(_ mode: String) -> AmcrestReport.Recording? {
        switch mode {
        case AmcrestKeys.recordsByTimetable: .timetable
        case AmcrestKeys.recordsAlways: .always
        case "2": .never
        default: nil
        }
    }

    private func smartMotion(_ index: Int) -> AmcrestReport.SmartMotion? {
        let key = "SmartMotionDetect[\(index)]"
        guard let isOn = self.smartMotion.flag("\(key).Enable") else { return nil }
        return AmcrestReport.SmartMotion(
            isOn: isOn,
            human: self.smartMotion.flag("\(key).ObjectTypes.Human") ?? false,
            vehicle: self.smartMotion.flag("\(key).ObjectTypes.Vehicle") ?? false
        )
    }

    // MARK: - Streams

    private func streams(_ index: Int) -> [AmcrestReport.Stream] {
        let subs = (0..<Self.mostSubStreams).map { self.stream("Encode[\(index)].ExtraFormat[\($0)]", number: $0 + 1) }
        return ([self.stream("Encode[\(index)].MainFormat[0]", number: 0)] + subs).compactMap(\.self)
    }

    private func stream(_ key: String, number: Int) -> AmcrestReport.Stream? {
        guard let codec = self.encode.word("\(key).Video.Compression", longest: Self.longestCodec) else { return nil }
        var stream = AmcrestReport.Stream(number: number, isOn: self.encode.flag("\(key).VideoEnable") ?? true)
        stream.codec = codec
        stream.width = self.encode.number("\(key).Video.Width", Self.pixels).map { Int($0) }
        stream.height = self.encode.number("\(key).Video.Height", Self.pixels).map { Int($0) }
        stream.framesPerSecond = self.encode.number("\(key).Video.FPS", Self.rates)
        stream.bitRate = self.encode.number("\(key).Video.BitRate", Self.bitRates).map { Int($0) }
        if self.encode.flag("\(key).AudioEnable") == true {
            stream.sound = self.encode.word("\(key).Audio.Compression", longest: Self.longestCodec) ?? "sound"
        }
        return stream
    }

    private static func presets(_ answer: AmcrestAnswer) -> [AmcrestReport.Preset] {
        let values = AmcrestValues(answer)
        return (0..<Self.mostPresets).compactMap { place in
            guard let number = values["presets[\(place)].Index"].flatMap({ Int($0) }),
                let name = values.word("presets[\(place)].Name", longest: Self.longestPreset)
            else { return nil }
            return AmcrestReport.Preset(number: number, name: name)
        }
    }
}
