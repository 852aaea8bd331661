internal import IPC
internal import Shared
internal import Templates

/// The states that the supervisor has sent, as templates see them.
struct KnownStates {
    private var places: [EntityID: Int] = [:]
    /// In the order in which they came; what was removed leaves a gap until the next whole list.
    private var states: [EntityState?] = []
    private var made: StateSnapshot?
    /// Gaps beyond those of half the list: as many may be without its being made anew.
    private static let fewGaps = 64

    mutating func take(_ message: TemplateStates) {
        self.made = nil
        if message.isComplete {
            self.places = [:]
            self.states = []
        }
        for id in message.removed {
            if let place = self.places.removeValue(forKey: id) { self.states[place] = nil }
        }
        self.closeGaps()
        for entry in message.states {
            let state = EntityState(entry)
            if let place = self.places[entry.entity] {
                self.states[place] = state
            } else {
                self.places[entry.entity] = self.states.count
                self.states.append(state)
            }
        }
    }

    /// An entity that comes and goes for days leaves a gap each time.
    private mutating func closeGaps() {
        guard self.states.count > 2 * self.places.count + Self.fewGaps else { return }
        var kept: [EntityState?] = []
        var moved: [Int: Int] = [:]
        for (place, state) in self.states.enumerated() where state != nil {
            moved[place] = kept.count
            kept.append(state)
        }
        self.places = self.places.compactMapValues { moved[$0] }
        self.states = kept
    }

    /// Places of the list, gaps with them.
    var extent: Int { self.states.count }

    /// Made when it is first asked for, and then kept until the next message.
    var snapshot: StateSnapshot {
        mutating get {
            if let made { return made }
            let snapshot = StateSnapshot(self.states.compactMap(\.self))
            self.made = snapshot
            return snapshot
        }
    }
}

extension EntityState {
    fileprivate init(_ entry: TemplateStates.Entry) {
        self.init(
            entityID: entry.entity.text,
            state: entry.state,
            attributes: PlainValue.pairs(entry.attributes),
            lastChanged: Int(entry.lastChanged.nanoseconds / 1_000),
            lastUpdated: Int(entry.lastUpdated.nanoseconds / 1_000)
        )
    }
}

extension PlainValue {
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .none
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .number(let number): self = .float(number)
        case .text(let text): self = .string(text)
        case .list(let list): self = .list(list.map { PlainValue($0) })
        case .object(let members): self = .dict(Self.pairs(members))
        }
    }

    /// By name: what is sent as an object has no order.
    static func pairs(_ members: [String: JSONValue]) -> [Pair] {
        members.sorted { $0.key < $1.key }.map { Pair($0.key, PlainValue($0.value)) }
    }
}
