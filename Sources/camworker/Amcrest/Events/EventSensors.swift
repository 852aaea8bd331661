internal import Shared

/// What the camera's events say about its binary sensors.
///
/// Pure. An `on` whose end was missed is not believed: with each new attachment, and every minute of an `on` that lasts, the camera is asked
/// whether it still goes on.
struct EventSensors {
    /// How long an event without duration is shown.
    static let pulse: Duration = .seconds(5)
    /// How long an `on` is believed without asking.
    static let belief: Duration = .seconds(60)

    /// From the end of the events to asking, where they do not come again meanwhile.
    static let doubt: Duration = .seconds(2)
    /// Of a camera that cannot be asked.
    static let longestUnasked: Duration = .seconds(5 * 60)

    /// What the camera says when it is asked whether an event goes on.
    enum Answer {
        case goesOn
        case isOver
        /// It does not know the question.
        case isUnknown
        /// It did not answer.
        case none
    }

    private struct Code {
        var sensor: AmcrestBinarySensor
        var isOn: Bool?
        /// Of what is on.
        var since: MonotonicTime?
        /// When it ends by itself, of a pulse.
        var endsAt: MonotonicTime?
        /// When the camera is to be asked; `nil` while there is nothing to ask.
        var askAt: MonotonicTime?
        /// Counts what was told, so that an answer that was overtaken is known.
        var version = 0
    }

    private var codes: [String: Code] = [:]
    private let channel: Int

    /// The codes that make a sensor.
    static let codesBySensor: [AmcrestBinarySensor: [String]] = [
        .motionDetected: ["VideoMotion"],
        .audioDetected: ["AudioMutation", "AudioIntensity"],
        .crosslineDetected: ["CrossLineDetection"],
    ]

    /// - Parameter channel: from 0; events of others count nothing.
    init(_ sensors: [AmcrestBinarySensor], channel: Int) {
        self.channel = channel
        for sensor in sensors {
            for code in Self.codesBySensor[sensor] ?? [] { self.codes[code] = Code(sensor: sensor) }
        }
    }

    /// `nil` while nothing is known.
    func isOn(_ sensor: AmcrestBinarySensor) -> Bool? {
        let states = self.codes.values.filter { $0.sensor == sensor }.map(\.isOn)
        if states.contains(true) { return true }
        return states.contains(false) ? false : nil
    }

    /// An event came.
    mutating func take(_ event: AttachEvent, at now: MonotonicTime) {
        guard event.index == self.channel, self.codes[event.code] != nil else { return }
        switch event.action.lowercased() {
        case "start": self.set(event.code, true, at: now, askAt: now + Self.belief)
        case "stop": self.set(event.code, false, at: now)
        // What lasts is not ended by it.
        case "pulse" where self.codes[event.code]?.isOn == true && self.codes[event.code]?.endsAt == nil: break
        case "pulse":
            let endsAt = now + Self.pulse
            let isAskDue = self.codes[event.code]?.askAt != nil
            self.set(event.code, true, at: now, endsAt: endsAt, askAt: isAskDue ? endsAt : nil)
        // Tells of something that neither begins nor ends.
        default: break
        }
    }

    private mutating func set(
        _ code: String,
        _ isOn: Bool,
        at now: MonotonicTime,
        endsAt: MonotonicTime? = nil,
        askAt: MonotonicTime? = nil
    ) {
        if isOn != self.codes[code]?.isOn { self.codes[code]?.since = now }
        self.codes[code]?.isOn = isOn
        self.codes[code]?.endsAt = endsAt
        self.codes[code]?.askAt = askAt
        self.codes[code]?.version += 1
    }

    /// The camera lets us listen, again: what happened before is not known.
    mutating func attached(at now: MonotonicTime) {
        for (name, code) in self.codes { self.codes[name]?.askAt = code.endsAt ?? now }
    }

    /// It lets us listen no more: what is on is asked about soon, unless an attachment comes first.
    mutating func detached(at now: MonotonicTime) {
        let soon = now + Self.doubt
        for (name, code) in self.codes where code.isOn == true && code.endsAt == nil {
            self.codes[name]?.askAt = code.askAt.map { min($0, soon) } ?? soon
        }
    }

    /// When ``tick(at:)`` has something to do.
    var pulseDeadline: MonotonicTime? { self.codes.values.compactMap(\.endsAt).min() }

    /// When ``due(at:)`` has.
    var askDeadline: MonotonicTime? { self.codes.values.compactMap(\.askAt).min() }

    /// Ends pulses.
    mutating func tick(at now: MonotonicTime) {
        for (name, code) in self.codes {
            if let endsAt = code.endsAt, now >= endsAt { self.set(name, false, at: now, askAt: code.askAt) }
        }
    }

    /// The codes that the camera is to be asked about now, each once.
    mutating func due(at now: MonotonicTime) -> [(code: String, version: Int)] {
        var due: [(code: String, version: Int)] = []
        for (name, code) in self.codes.sorted(by: { $0.key < $1.key }) {
            guard let askAt = code.askAt, now >= askAt else { continue }
            self.codes[name]?.askAt = nil
            due.append((name, code.version))
        }
        return due
    }

    /// The camera's answer.
    ///
    /// - Parameter version: that of ``due(at:)``; what was told meanwhile is newer.
    mutating func answered(_ code: String, _ answer: Answer, version: Int, at now: MonotonicTime) {
        guard let known = self.codes[code], known.version == version else { return }
        switch answer {
        case .goesOn: self.set(code, true, at: now, askAt: now + Self.belief)
        case .isOver: self.set(code, false, at: now)
        case .isUnknown where known.isOn != true: self.set(code, false, at: now)
        case .isUnknown where known.since.map({ now.since($0) >= Self.longestUnasked }) ?? true:
            self.set(code, false, at: now)
        case .isUnknown, .none: self.codes[code]?.askAt = now + Self.belief
        }
    }
}
