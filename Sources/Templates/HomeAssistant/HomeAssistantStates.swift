/// Functions about states.
enum HomeAssistantStates {
    /// The state of the entity that an argument names; notes that it was asked for.
    static func state(_ call: Call, _ index: Int) throws(TemplateError) -> EntityState? {
        if case .undefined(let undefined) = call[index] { throw undefined.error }
        guard let entityID = call[index].string else {
            throw TemplateError(.attribute, "'\(call[index].typeName)' object has no attribute 'lower'")
        }
        let id = LetterCase.lower(entityID)
        call.renderer.record.entities.insert(id)
        return call.renderer.surroundings.states[id]
    }

    static let isState = Function("is_state", ["entity_id", "state"]) { (call) throws(TemplateError) in
        guard let state = try Self.state(call, 0) else { return .bool(false) }
        if case .list(let elements) = call[1] {
            return .bool(elements.items.contains { $0.string?.isSame(as: state.state) == true })
        }
        return .bool(call[1].string?.isSame(as: state.state) == true)
    }

    static let stateAttribute = Function("state_attr", ["entity_id", "name"]) { (call) throws(TemplateError) in
        try Self.attribute(call)
    }

    private static func attribute(_ call: Call) throws(TemplateError) -> Value {
        guard let state = try Self.state(call, 0), let name = call[1].string else { return .none }
        guard let value = state.attribute(name) else { return .none }
        return try call.renderer.value(of: value)
    }

    static let isStateAttribute = Function("is_state_attr", ["entity_id", "name", "value"]) {
        (call) throws(TemplateError) in
        let value = try Self.attribute(call)
        guard !value.isNone else { return .bool(false) }
        return .bool(try Comparison.areEqual(value, call[2], call.renderer))
    }

    static let hasValue = Function("has_value", ["entity_id"]) { (call) throws(TemplateError) in
        guard let state = try Self.state(call, 0) else { return .bool(false) }
        return .bool(state.state != "unavailable" && state.state != "unknown")
    }

    /// The entities behind groups and zones, the last argument first, as in the original.
    static let expand = Function("expand", [], isVariadic: true) { (call) throws(TemplateError) in
        var search = call.arguments
        var found: [Value] = []
        var places: [String: Int] = [:]
        while let value = search.popLast() {
            try call.renderer.step()
            guard let state = try Self.expandable(value, call.renderer) else {
                if value.string == nil, try call.renderer.optionalCursor(value) != nil {
                    search += try call.renderer.items(value)
                    try call.renderer.check(elements: search.count)
                }
                continue
            }
            let members = state.domain == "group" ? "entity_id" : state.domain == "zone" ? "persons" : nil
            call.renderer.record.entities.insert(state.entityID)
            if let members {
                if let list = state.attribute(members) {
                    search += try call.renderer.items(try call.renderer.value(of: list))
                }
            } else if let index = places[state.entityID] {
                found[index] = .object(StateObject(state))
            } else {
                places[state.entityID] = found.count
                found.append(.object(StateObject(state)))
            }
        }
        return try call.renderer.list(found)
    }

    private static func expandable(_ value: Value, _ renderer: Renderer) throws(TemplateError) -> EntityState? {
        if let entityID = value.string {
            let id = LetterCase.lower(entityID)
            if renderer.surroundings.states[id] == nil { renderer.record.entities.insert(id) }
            return renderer.surroundings.states[id]
        }
        guard case .object(let object) = value, let state = object as? StateObject else { return nil }
        return state.state
    }
}
