/// All of the world that a template can see.
package struct Surroundings: Sendable {
    package var states: StateSnapshot
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var now: Int
    package var zone: ZoneRules

    package init(states: StateSnapshot, now: Int, zone: ZoneRules) {
        self.states = states
        self.now = now
        self.zone = zone
    }
}

/// One entity as templates see it.
package struct EntityState: Hashable, Sendable {
    package var entityID: String
    package var state: String
    package var attributes: [PlainValue.Pair]
    /// Microseconds since 1970.
    package var lastChanged: Int
    package var lastUpdated: Int

    package init(
        entityID: String,
        state: String,
        attributes: [PlainValue.Pair] = [],
        lastChanged: Int = 0,
        lastUpdated: Int = 0
    ) {
        self.entityID = entityID
        self.state = state
        self.attributes = attributes
        self.lastChanged = lastChanged
        self.lastUpdated = lastUpdated
    }

    func attribute(_ name: String) -> PlainValue? { self.attributes.first { $0.name.isSame(as: name) }?.value }

    var domain: Substring { self.entityID.prefix { $0 != "." } }
    var objectID: Substring { self.entityID.drop { $0 != "." }.dropFirst() }
}

/// The states of one moment, in the order in which their entities came to be.
package struct StateSnapshot: Sendable {
    package let all: [EntityState]
    private let places: [String: Int]

    package init(_ states: [EntityState] = []) {
        self.all = states
        self.places = Dictionary(states.enumerated().map { ($1.entityID, $0) }) { $1 }
    }

    package subscript(entityID: String) -> EntityState? { self.places[entityID].map { self.all[$0] } }
}

/// A value from outside: what JSON can say.
package indirect enum PlainValue: Hashable, Sendable {
    /// One entry of a dict.
    package struct Pair: Hashable, Sendable {
        package var name: String
        package var value: PlainValue

        package init(_ name: String, _ value: PlainValue) {
            self.name = name
            self.value = value
        }
    }

    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case list([PlainValue])
    /// A later entry of the same name replaces an earlier one.
    case dict([Pair])

    /// How many values it is made of.
    var count: Int {
        switch self {
        case .none, .bool, .int, .float, .string: 1
        case .list(let items): items.reduce(1) { $0 + $1.count }
        case .dict(let pairs): pairs.reduce(1) { $0 + $1.value.count }
        }
    }

    func value(depth: Int = 0) throws(TemplateError) -> Value {
        guard depth < TemplateLimits.valueDepth else {
            throw TemplateError(.limit, "a value given to the template nests deeper than \(TemplateLimits.valueDepth)")
        }
        switch self {
        case .none: return .none
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .float(value)
        case .string(let value): return .string(value)
        case .list(let items):
            var values: [Value] = []
            for item in items { values.append(try item.value(depth: depth + 1)) }
            return .list(Elements(values))
        case .dict(let pairs):
            var values: [(Value, Value)] = []
            for pair in pairs { values.append((.string(pair.name), try pair.value.value(depth: depth + 1))) }
            return .dict(try Mapping(values))
        }
    }
}
