internal import Shared

/// One entity with what a notification says of it.
struct EventReading: Hashable, Sendable {
    var entity: EntityDeclaration
    var value: EventValue
}

extension EventReading {
    /// What a notification says of the entities that its topic makes.
    ///
    /// Pure, and the same for the same message: entities are made by what is told of them.
    ///
    /// - Returns: empty for an unknown topic, and for one whose data say nothing.
    static func all(in message: EventMessage) -> [EventReading] {
        guard let rule = TopicTable.rules[message.path] else { return [] }
        let reader = EventReader(message: message, rule: rule)
        // What was deleted has data or not, and all of it is gone.
        return message.operation == .deleted ? reader.withoutData(.unavailable) : reader.readings()
    }
}

/// Applies a rule to a message.
private struct EventReader {
    var message: EventMessage
    var rule: TopicRule

    func readings() -> [EventReading] {
        switch self.rule.reading {
        case .flag(let names):
            return self.value(names).flatMap(Self.flag).map { [self.reading(.binarySensor, .flag($0))] } ?? []
        case .flags(let sensors):
            return self.message.data.compactMap { item in
                guard let sensor = sensors[item.name], let flag = Self.flag(item.value) else { return nil }
                return self.reading(.binarySensor, .flag(flag), sensor, suffix: item.name)
            }
        case .list(let name, let sensors):
            guard let list = self.message.datum(name) else { return [] }
            let words = Set(list.split { " ,".contains($0) })
            return sensors.map { word, sensor in
                self.reading(.binarySensor, .flag(words.contains(word[...])), sensor, suffix: word)
            }
        case .elements(let sensors):
            return self.message.elements.flatMap(\.children).compactMap { element in
                guard let sensor = sensors[element.name], let flag = XMLElement.flag(element.text) else { return nil }
                return self.reading(.binarySensor, .flag(flag), sensor, suffix: element.name)
            }
        case .percentage:
            guard let number = self.value(["Value"]).flatMap({ Double($0) }), number.isFinite else { return [] }
            return [self.reading(.sensor, .number((number <= 1 ? number * 100 : number).rounded(.towardZero)))]
        case .timestamp:
            guard let text = self.value(["Status", "Last"]) else { return [] }
            return [self.reading(.sensor, DeviceTime.parse(text).map { .time($0) } ?? .unknown)]
        case .text(let names):
            return self.value(names).map { [self.reading(.sensor, .text($0))] } ?? []
        case .occurrence(let kind):
            // Told anew with each synchronisation, where it did not happen again.
            guard self.message.operation != .initialized else { return [] }
            return [self.reading(.event, .occurred(kind))]
        }
    }

    /// What is told of all entities that the message may be about, without a value of theirs.
    func withoutData(_ value: EventValue) -> [EventReading] {
        switch self.rule.reading {
        case .flag: [self.reading(.binarySensor, value)]
        case .percentage, .timestamp, .text: [self.reading(.sensor, value)]
        case .list(_, let sensors):
            sensors.map { self.reading(.binarySensor, value, $0.sensor, suffix: $0.word) }
        case .flags(let sensors), .elements(let sensors):
            sensors.sorted { $0.key < $1.key }.map {
                self.reading(.binarySensor, value, $0.value, suffix: $0.key)
            }
        case .occurrence: []
        }
    }

    /// The first of the named data items that is there, or the first of all: firmware names them as it likes.
    private func value(_ names: [String]) -> String? {
        names.lazy.compactMap { self.message.datum($0) }.first ?? self.message.data.first?.value
    }

    private func reading(
        _ domain: EntityDeclaration.Domain,
        _ value: EventValue,
        _ sensor: TopicRule.Sensor? = nil,
        suffix: String = ""
    ) -> EventReading {
        let sensor = sensor ?? self.rule.sensor
        var isPercentage = false
        if case .percentage = self.rule.reading { isPercentage = true }
        var kinds: [String] = []
        if case .occurrence(let kind) = self.rule.reading { kinds = [kind] }
        let entity = EntityDeclaration(
            key: EventKey.of(self.message, identity: self.rule.identity, suffix: suffix),
            domain: domain,
            name: sensor.name,
            deviceClass: sensor.deviceClass,
            unit: isPercentage ? "%" : nil,
            stateClass: isPercentage ? "measurement" : nil,
            category: self.rule.category,
            isEnabledByDefault: self.rule.isEnabled,
            eventTypes: kinds
        )
        return EventReading(entity: entity, value: value)
    }

    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "active": true
        // The states of a recording job (`tt:RecordingJobState`); Home Assistant's rule is that all but Active is off.
        case "inactive", "idle", "partiallyactive", "error": false
        default: XMLElement.flag(text)
        }
    }
}
