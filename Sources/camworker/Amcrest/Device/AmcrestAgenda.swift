internal import Shared

/// What the camera is asked by itself, and when.
///
/// Pure. A question that nothing came of goes behind all others, and is asked again after 10, 20, 40 s … 10 min (from its own interval on
/// where that is shorter): one that a camera never answers does not keep it from being asked the rest.
struct AmcrestAgenda {
    enum Topic: Hashable {
        /// What the camera is; asked until it has answered, and never again.
        case fact(AmcrestCommand)
        case settings(AmcrestCommand.Table)
        case storage
        case presets
        /// Whether an event goes on.
        case polled(code: String)
    }

    /// The camera's settings are changed by us, or by hand: nobody waits for them.
    private static let settings: Duration = .seconds(60)
    /// Home Assistant's.
    private static let sensors: Duration = .seconds(10)
    private static let polled: Duration = .seconds(5)
    private static let privacy: Duration = .seconds(30)
    /// What a camera does not have is asked for this much more rarely: it may have got a memory card.
    private static let refusedFactor = 10
    private static let longestBackoff: Duration = .seconds(10 * 60)
    /// Until what did not get its turn is due again: soon, and not at once, or a queue that is full would be filled without end.
    private static let nextTurn: Duration = .seconds(1)
    /// Times in a row that nothing came of a question while the camera answered others, before that is a problem.
    private static let mostMisses = 2

    private var due: [Topic: MonotonicTime] = [:]
    private let intervals: [Topic: Duration]
    private var misses: [Topic: Misses] = [:]

    /// How often in a row nothing came of a topic.
    private struct Misses {
        var count = 1
        /// Whether the camera has answered anything since: else it is about the camera and not about the topic.
        var isProven = false
    }

    init(_ configuration: AmcrestConfiguration, start: MonotonicTime) {
        var intervals: [Topic: Duration] = [:]
        let scan = configuration.scanInterval
        for table in AmcrestSettings.tables { intervals[.settings(table)] = Self.settings }
        if configuration.switches.contains(.privacyMode) { intervals[.settings(.lensMask)] = scan ?? Self.privacy }
        if configuration.sensors.contains(.sdcard) { intervals[.storage] = scan ?? Self.sensors }
        if configuration.sensors.contains(.ptzPreset) { intervals[.presets] = scan ?? Self.sensors }
        for sensor in configuration.binarySensors {
            for code in sensor.told.flatMap({ EventSensors.codesBySensor[$0] }) ?? [] {
                intervals[.polled(code: code)] = scan ?? Self.polled
            }
        }
        self.intervals = intervals
        for topic in intervals.keys { self.due[topic] = start }
        for question in AmcrestFacts.questions { self.due[.fact(question)] = start }
    }

    var deadline: MonotonicTime? { self.due.values.min() }

    /// What is to be asked now, facts first and what nothing came of last; each is asked again only after ``asked(_:_:at:)``.
    mutating func take(at now: MonotonicTime) -> [Topic] {
        let topics = self.due.filter { now >= $0.value }.map(\.key).sorted {
            (self.misses[$0]?.count ?? 0, $0.order) < (self.misses[$1]?.count ?? 0, $1.order)
        }
        for topic in topics { self.due[topic] = nil }
        return topics
    }

    enum Outcome {
        case answered
        /// The camera has no such thing.
        case refused
        /// Nothing came.
        case missed
        /// It did not get its turn: something before it went wrong.
        case notAsked
    }

    mutating func asked(_ topic: Topic, _ outcome: Outcome, at now: MonotonicTime) {
        let interval = self.intervals[topic]
        switch outcome {
        case .answered: self.due[topic] = interval.map { now + $0 }
        case .refused: self.due[topic] = interval.map { now + $0 * Self.refusedFactor }
        case .missed: return self.missed(topic, at: now)
        case .notAsked:
            self.due[topic] = now + Self.nextTurn
            return
        }
        self.misses[topic] = nil
    }

    /// The camera has answered something: what it did not answer before is about the question.
    mutating func cameraAnswered() {
        for topic in self.misses.keys { self.misses[topic]?.isProven = true }
    }

    private mutating func missed(_ topic: Topic, at now: MonotonicTime) {
        if let before = self.misses[topic] {
            self.misses[topic] = Misses(count: before.count + (before.isProven ? 1 : 0))
        } else {
            self.misses[topic] = Misses()
        }
        let doublings = min((self.misses[topic]?.count ?? 1) - 1, 10)
        let first = min(self.intervals[topic] ?? Self.sensors, Self.sensors)
        self.due[topic] = now + min(first * (1 << doublings), Self.longestBackoff)
    }

    /// Whether nothing came of it the last time.
    func isMissed(_ topic: Topic) -> Bool { self.misses[topic] != nil }

    /// Whether nothing comes of it, though the camera answers other questions.
    func isUnanswered(_ topic: Topic) -> Bool { (self.misses[topic]?.count ?? 0) >= Self.mostMisses }
}

extension AmcrestAgenda.Topic {
    /// Whether every camera has it, or was configured to have it.
    var isExpected: Bool { if case .fact = self { false } else { true } }

    /// For what is said of it: `Encode`, `getVendor`.
    var name: String {
        switch self {
        case .fact(.getConfig(.rtsp)): AmcrestCommand.Table.rtsp.rawValue
        case .fact(let question): String(question.query.trimmingPrefix("action="))
        case .settings(let table): table.rawValue
        case .storage: AmcrestSensor.sdcard.rawValue
        case .presets: AmcrestSensor.ptzPreset.rawValue
        case .polled(let code): code
        }
    }

    /// Facts in the order of the questions, then the rest by name, so that every start asks in the same order.
    fileprivate var order: String {
        switch self {
        case .fact(let question): "0\(AmcrestFacts.questions.firstIndex(of: question) ?? 9)"
        case .settings(let table): "1\(table.rawValue)"
        case .polled(let code): "2\(code)"
        case .storage: "3"
        case .presets: "4"
        }
    }
}

extension AmcrestBinarySensor {
    /// Of one that is asked for, the one that is told; `nil` for others.
    var told: AmcrestBinarySensor? {
        switch self {
        case .motionDetectedPolled: .motionDetected
        case .audioDetectedPolled: .audioDetected
        case .crosslineDetectedPolled: .crosslineDetected
        case .motionDetected, .audioDetected, .crosslineDetected, .online: nil
        }
    }
}
