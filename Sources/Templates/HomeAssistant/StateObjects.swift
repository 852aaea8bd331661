/// `states`, or one domain of it.
class StateCollection: TemplateObject {
    fileprivate func states(_ renderer: Renderer) -> [EntityState] { [] }

    override func elements(_ renderer: Renderer) throws(TemplateError) -> Cursor? {
        let states = try self.counted(renderer)
        try renderer.check(elements: states.count)
        return Cursor(states.map { .object(StateObject($0, isNoted: true)) })
    }

    override func length(_ renderer: Renderer) throws(TemplateError) -> Int? {
        try self.counted(renderer).count
    }

    private func counted(_ renderer: Renderer) throws(TemplateError) -> [EntityState] {
        try renderer.spend(steps: renderer.surroundings.states.all.count)
        return self.states(renderer)
    }

    /// The state of an entity by its id, `None` when there is none.
    fileprivate static func state(_ entityID: String, _ renderer: Renderer) throws(TemplateError) -> Value {
        let id = LetterCase.lower(entityID)
        if let state = renderer.surroundings.states[id] { return .object(StateObject(state)) }
        guard EntityName.isEntity(entityID) else { throw .value("Invalid entity ID '\(entityID)'") }
        renderer.record.entities.insert(id)
        return .none
    }
}

/// `states`: called with an id, with a domain behind a dot, or iterated.
final class AllStates: StateCollection {
    override var typeName: String { "AllStates" }
    override var isCallable: Bool { true }

    override fileprivate func states(_ renderer: Renderer) -> [EntityState] {
        renderer.record.usesAllStates = true
        return renderer.surroundings.states.all
    }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String { "<template AllStates>" }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        try self.item(.string(name), renderer)
    }

    override func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        guard let name = key.string else { throw .type("argument of type '\(key.typeName)' is not iterable") }
        if name.utf8.contains(UInt8(ascii: ".")) { return try Self.state(name, renderer) }
        guard EntityName.isDomain(name) else { throw .value("Invalid domain name '\(name)'") }
        return .object(DomainStates(name))
    }

    private static let signature = Function("states", ["entity_id", "rounded", "with_unit"], required: 1) {
        (call) throws(TemplateError) in
        guard let state = try HomeAssistantStates.state(call, 0) else { return .string("unknown") }
        let withUnit = try call.isTrue(2)
        return .string(withUnit ? StateObject.withUnit(state) : state.state)
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        try Self.signature.call(arguments, renderer)
    }

    /// The same as a filter.
    static let filter = signature
}

/// One domain: `states.sensor`.
final class DomainStates: StateCollection {
    private let domain: String

    init(_ domain: String) { self.domain = domain }

    override var typeName: String { "DomainStates" }

    override fileprivate func states(_ renderer: Renderer) -> [EntityState] {
        renderer.record.domains.insert(self.domain)
        return renderer.surroundings.states.all.filter { $0.domain == self.domain[...] }
    }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "<template DomainStates('\(self.domain)')>"
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        try Self.state("\(self.domain).\(name)", renderer)
    }

    override func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        try Self.state("\(self.domain).\(try renderer.text(key))", renderer)
    }
}

/// One state: `states.sensor.door`.
final class StateObject: TemplateObject {
    let state: EntityState
    /// Whether a whole domain was noted already, so that this one need not be.
    private let isNoted: Bool

    init(_ state: EntityState, isNoted: Bool = false) {
        self.state = state
        self.isNoted = isNoted
    }

    override var typeName: String { "TemplateState" }
    override var depth: Int { 1 }

    func note(_ renderer: Renderer) {
        if !self.isNoted { renderer.record.entities.insert(self.state.entityID) }
    }

    static func withUnit(_ state: EntityState) -> String {
        guard case .string(let unit)? = state.attribute("unit_of_measurement"), !unit.isEmpty else {
            return state.state
        }
        return "\(state.state) \(unit)"
    }

    private var name: String {
        if case .string(let name)? = self.state.attribute("friendly_name") { return name }
        return self.state.objectID.split(separator: "_", omittingEmptySubsequences: false).joined(separator: " ")
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "entity_id": return .string(self.state.entityID)
        case "state", "attributes", "last_changed", "last_updated", "domain", "object_id", "name", "state_with_unit":
            self.note(renderer)
        default: return nil
        }
        let home = Moment.Zone.utc
        switch name {
        case "state": return .string(self.state.state)
        case "attributes": return try renderer.value(of: .dict(self.state.attributes))
        case "last_changed": return .object(try Moment(utc: self.state.lastChanged, zone: home))
        case "last_updated": return .object(try Moment(utc: self.state.lastUpdated, zone: home))
        case "domain": return .string(String(self.state.domain))
        case "object_id": return .string(String(self.state.objectID))
        case "name": return .string(self.name)
        default: return .string(Self.withUnit(self.state))
        }
    }

    override func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        guard let name = key.string else { return nil }
        return try self.attribute(name, renderer)
    }

    override func isEqual(to other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? StateObject else { return false }
        return self.state.entityID == other.state.entityID && self.state.state == other.state.state
            && self.state.attributes == other.state.attributes
    }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        var attributes = ""
        for (index, pair) in self.state.attributes.enumerated() {
            attributes += index == 0 ? "; " : ", "
            attributes += "\(pair.name)=\(try renderer.text(try renderer.value(of: pair.value)))"
        }
        let home = Moment.Zone.home(renderer.surroundings.zone)
        let changed = try Moment(utc: self.state.lastChanged, zone: home).iso(separator: "T")
        return "<template TemplateState(<state \(self.state.entityID)=\(self.state.state)\(attributes) @ \(changed)>)>"
    }
}

/// What ids look like.
enum EntityName {
    static func isEntity(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && Self.isDomain(String(parts[0]) ?? "") && Self.isObject(parts[1])
    }

    static func isDomain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isDoubled = zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "_") && $1 == $0 }
        return !isDoubled && Self.isObject(text.utf8[...])
    }

    private static func isObject(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        let underscore = UInt8(ascii: "_")
        return first != underscore && last != underscore
            && bytes.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 || $0 == underscore }
    }
}
