/// A value that is neither number, text nor plain collection: a time, a state, a function, a lazily computed sequence.
///
/// Each has defaults that say no, in the words of Python.
class TemplateObject {
    var typeName: String { "object" }
    /// How deep values nest in this one.
    var depth: Int { 0 }
    var isTrue: Bool { true }
    /// What a dict finds it by; `nil` when it cannot be a key.
    var key: Mapping.Key? { .identity(ObjectIdentifier(self)) }
    var isCallable: Bool { false }
    var isMapping: Bool { false }

    /// What `str()` says.
    func text(_ renderer: Renderer) throws(TemplateError) -> String { "<\(self.typeName) object>" }

    /// What `repr()` says, inside of lists.
    func representation(_ renderer: Renderer) throws(TemplateError) -> String { try self.text(renderer) }

    /// - Returns: `nil` when there is none of that name.
    func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? { nil }

    /// - Returns: `nil` when there is none of that key.
    func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? { nil }

    func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        throw .type("'\(self.typeName)' object is not callable")
    }

    /// - Returns: `nil` when it cannot be iterated.
    func elements(_ renderer: Renderer) throws(TemplateError) -> Cursor? { nil }

    /// - Returns: `nil` when it has no length.
    func length(_ renderer: Renderer) throws(TemplateError) -> Int? { nil }

    func isEqual(to other: Value) -> Bool {
        if case .object(let object) = other { return object === self }
        return false
    }

    /// - Returns: -1, 0 or 1, or `nil` when the two have no order.
    func order(against other: Value) throws(TemplateError) -> Int? { nil }

    /// `self ⊕ other`, or `other ⊕ self` when `isRight`; `nil` when the type has no such operator.
    func combine(_ sign: BinaryOperator, _ other: Value, isRight: Bool) throws(TemplateError) -> Value? { nil }

    func negated() throws(TemplateError) -> Value? { nil }
}
