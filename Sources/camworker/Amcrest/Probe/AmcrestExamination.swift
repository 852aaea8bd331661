internal import IPC
internal import Shared

/// What a camera is asked to find out what it is and can do, and what becomes of its answers.
///
/// Pure. First what is asked at every start of a worker, then what only an operator wants to know; nothing that changes anything.
struct AmcrestExamination {
    /// Channels that are asked for their presets one by one; recorders seldom have cameras that move on more.
    private static let mostPresetQuestions = 16
    /// Channels that are reported; the largest recorders have 64, and some 256 with sub-units nobody records.
    private static let mostChannels = 64
    /// Commands in a row that brought nothing, each tried twice: then nothing more will come.
    private static let mostMissed = 2
    /// Sentences about them.
    private static let mostUnanswered = 40

    private static let usual: [AmcrestCommand] =
        AmcrestFacts.questions + [
            .machineName, .deviceClass, .hardwareVersion, .channelCount, .getConfig(named: "ChannelTitle"),
            .getConfig(.encode), .getConfig(.recordMode), .getConfig(.motionDetect),
            .getConfig(named: "SmartMotionDetect"), .getConfig(named: "AudioDetect"),
            .getConfig(named: "VideoAnalyseRule"), .getConfig(.lensMask), .getConfig(.light), .storage, .eventCodes,
        ]

    private let configuration: AmcrestConfiguration
    private let wholeDevice: Bool
    private var questions = Self.usual[...]
    private var hasPresetQuestions = false
    private var facts = AmcrestFacts()
    private var answers: [AmcrestCommand: AmcrestAnswer] = [:]
    private var unanswered: [String] = []
    /// Whether it has answered anything as a camera does.
    private var isCamera = false
    private var missed = 0
    /// Why it is none, as far as the first answer told.
    private var doubt: AmcrestTrouble?
    private var failure: CallResult?

    init(_ configuration: AmcrestConfiguration, wholeDevice: Bool) {
        self.configuration = configuration
        self.wholeDevice = wholeDevice
    }

    /// The next question; `nil` when ``result`` is all there will be.
    mutating func next() -> AmcrestCommand? {
        guard self.failure == nil else { return nil }
        if !self.isCamera, self.answeredFacts, let doubt {
            self.fail(doubt)
            return nil
        }
        if self.questions.isEmpty, !self.hasPresetQuestions {
            self.hasPresetQuestions = true
            self.questions = self.channels.prefix(Self.mostPresetQuestions).map { .presets(channel: $0 - 1) }[...]
        }
        return self.questions.popFirst()
    }

    private var answeredFacts: Bool { self.questions.count <= Self.usual.count - AmcrestFacts.questions.count }

    mutating func take(_ result: AmcrestClient.Result, to question: AmcrestCommand) {
        guard case .failure(let trouble) = result else {
            if case .success(let answer) = result { self.take(answer, to: question) }
            return
        }
        switch trouble {
        // It has no such thing.
        case .camera(.error): self.isCamera = true
        case .camera(.page) where !self.isCamera: self.fail(trouble)
        case .camera: self.doubt = self.doubt ?? trouble
        case .refused where !self.isCamera, .unavailable where !self.isCamera: self.fail(trouble)
        case .refused: self.stop("\(question.path): \(trouble)")
        case .unavailable, .notAsked, .notKept:
            self.note("\(question.path)?\(question.query): \(trouble)")
            self.missed += 1
            if self.missed >= Self.mostMissed { self.stop("more was not asked") }
        }
    }

    private mutating func take(_ answer: AmcrestAnswer, to question: AmcrestCommand) {
        self.isCamera = true
        self.missed = 0
        self.answers[question] = answer
        self.facts.take(answer, to: question)
        guard question == .channelCount, let count = self.channelCount, self.configuration.channel > count else {
            return
        }
        let words =
            "the camera has \(count) channel\(count == 1 ? "" : "s"), and no channel \(self.configuration.channel)"
        self.failure = CallResult(status: 502, reason: words)
    }

    /// Nothing more is asked, for this reason.
    mutating func conclude(_ reason: String) {
        guard self.isCamera else {
            self.failure = self.failure ?? CallResult(status: 502, reason: reason)
            return
        }
        self.stop(reason)
    }

    private mutating func stop(_ reason: String) {
        self.note(reason)
        self.questions = []
        self.hasPresetQuestions = true
    }

    private mutating func note(_ words: String) {
        if self.unanswered.count < Self.mostUnanswered { self.unanswered.append(words) }
    }

    private mutating func fail(_ trouble: AmcrestTrouble) {
        let status =
            switch trouble {
            // Who may do nothing at all is locked out.
            case .refused, .camera(.status(403)): 401
            default: 502
            }
        self.failure = CallResult(status: status, reason: "\(trouble)")
    }

    // MARK: - What came of it

    var result: CallResult {
        if let failure { return failure }
        do throws(ProtocolError) {
            return try CallResult(report: self.report)
        } catch {
            return CallResult(status: 502, reason: "\(error)")
        }
    }

    /// `nil` when it does not say.
    private var channelCount: Int? {
        self.answers[.channelCount]?["result"].flatMap { Int($0) }.flatMap { 1...256 ~= $0 ? $0 : nil }
    }

    /// Numbers from 1.
    private var channels: [Int] {
        guard self.wholeDevice else { return [self.configuration.channel] }
        return Array(1...min(self.channelCount ?? 1, Self.mostChannels))
    }

    var report: AmcrestReport {
        var report = AmcrestReport()
        report.vendor = self.facts.vendor
        report.model = self.facts.model
        report.serialNumber = self.facts.serialNumber
        report.firmware = self.facts.firmware
        report.rtspPort = self.facts.rtspPort.map { Int($0) }
        report.name = AmcrestValues.word(self.answers[.machineName]?["name"])
        report.deviceClass = AmcrestValues.word(self.answers[.deviceClass]?["class"])
        report.hardware = AmcrestValues.word(self.answers[.hardwareVersion]?["version"])
        report.channelCount = self.channelCount
        report.storage = self.answers[.storage].flatMap { AmcrestStorage($0) }
            .map { AmcrestReport.Storage(used: $0.used, total: $0.total) }
        report.hasIndicatorLight = self.answers[.getConfig(.light)] != nil
        report.eventCodes = AmcrestValues.words(self.answers[.eventCodes])
        report.unanswered = self.unanswered
        let tables = AmcrestTables(self.answers)
        report.channels = self.channels.map { number in
            var configuration = self.configuration
            configuration.channel = number
            return tables.channel(AmcrestKeys(configuration))
        }
        return report
    }
}
