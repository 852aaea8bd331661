internal import Shared

/// What the camera is asked by itself, and when.
///
/// Pure.
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

    private var due: [Topic: MonotonicTime] = [:]
    private let intervals: [Topic: Duration]

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

    /// What is to be asked now, facts first; each is asked again only after ``asked(_:_:at:)``.
    mutating func take(at now: MonotonicTime) -> [Topic] {
        let topics = self.due.filter { now >= $0.value }.map(\.key).sorted { $0.order < $1.order }
        for topic in topics { self.due[topic] = nil }
        return topics
    }

    enum Outcome {
        case answered
        /// The camera has no such thing.
        case refused
        /// Nothing came.
        case missed
    }

    mutating func asked(_ topic: Topic, _ outcome: Outcome, at now: MonotonicTime) {
        switch (self.intervals[topic], outcome) {
        case (nil, .answered), (nil, .refused): break
        case (nil, .missed): self.due[topic] = now + Self.sensors
        case (let interval?, .missed): self.due[topic] = now + min(interval, Self.sensors)
        case (let interval?, .answered): self.due[topic] = now + interval
        case (let interval?, .refused): self.due[topic] = now + interval * Self.refusedFactor
        }
    }
}

extension AmcrestAgenda.Topic {
    /// For what is said of it; `nil` for what no camera has to have.
    var name: String? {
        switch self {
        case .fact: nil
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
