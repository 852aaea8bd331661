/// The tests that come with Jinja2.
enum BuiltinTests {
    static let all: [(String, Function)] = Self.kinds + Self.numbers + Self.comparisons + Self.others

    private static func kind(_ name: String, _ holds: @escaping @Sendable (Value) -> Bool) -> (String, Function) {
        (name, Function(name, ["value"]) { .bool(holds($0[0])) })
    }

    private static let kinds = [
        Self.kind("defined") { !$0.isUndefined },
        Self.kind("undefined") { $0.isUndefined },
        Self.kind("none") { $0.isNone },
        Self.kind("boolean") { if case .bool = $0 { true } else { false } },
        Self.kind("true") { if case .bool(true) = $0 { true } else { false } },
        Self.kind("false") { if case .bool(false) = $0 { true } else { false } },
        Self.kind("integer") { if case .int = $0 { true } else { false } },
        Self.kind("float") { if case .float = $0 { true } else { false } },
        Self.kind("number") { Arithmetic.float($0) != nil },
        Self.kind("string") { $0.string != nil },
        Self.kind("mapping") { if case .dict = $0 { true } else { false } },
        Self.kind("callable") { value in
            switch value {
            case .object(let object): object.isCallable
            // Calling it fails, but it has the method.
            case .undefined: true
            default: false
            }
        },
        Self.kind("escaped") { _ in false },
    ]

    private static func isSequence(_ value: Value, _ renderer: Renderer) throws(TemplateError) -> Bool {
        switch value {
        case .string, .list, .tuple, .dict, .range, .undefined: return true
        case .object(let object): return (object is Group || object is StateCollection)
        default: return false
        }
    }

    private static let others = [
        Function("iterable", ["value"]) { (call) throws(TemplateError) in
            .bool(try call.renderer.optionalCursor(call[0]) != nil)
        }.entry,
        Function("sequence", ["value"]) { (call) throws(TemplateError) in
            .bool(try Self.isSequence(call[0], call.renderer))
        }.entry,
        Function("lower", ["value"]) { (call) throws(TemplateError) in .bool(LetterCase.isLower(try call.text())) }
            .entry,
        Function("upper", ["value"]) { (call) throws(TemplateError) in .bool(LetterCase.isUpper(try call.text())) }
            .entry,
        Function("filter", ["name"]) { (call) throws(TemplateError) in
            _ = try Mapping.Key.of(call[0])
            return .bool(call[0].string.map { call.renderer.dialect.filters[$0] != nil } ?? false)
        }.entry,
        Function("test", ["name"]) { (call) throws(TemplateError) in
            _ = try Mapping.Key.of(call[0])
            return .bool(call[0].string.map { call.renderer.dialect.tests[$0] != nil } ?? false)
        }.entry,
        Function("sameas", ["value", "other"]) { call in .bool(Self.isSame(call[0], call[1])) }.entry,
        Function("in", ["value", "seq"]) { (call) throws(TemplateError) in
            .bool(try Comparison.contains(call[1], call[0], call.renderer))
        }.entry,
    ]

    /// Python's `is`; equal texts and small numbers are mostly one object there.
    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.none, .none): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.isSame(as: right)
        case (.list(let left), .list(let right)): left === right
        case (.tuple(let left), .tuple(let right)): left === right || (left.items.isEmpty && right.items.isEmpty)
        case (.dict(let left), .dict(let right)): left === right
        case (.range(let left), .range(let right)): left === right
        case (.object(let left), .object(let right)): left === right
        default: false
        }
    }

    private static func remainder(_ value: Value, _ divisor: Value, _ call: Call) throws(TemplateError) -> Value {
        try Arithmetic.combine(.remainder, value, divisor, call.renderer)
    }

    private static func isRemainder(_ call: Call, _ divisor: Value, _ rest: Int) throws(TemplateError) -> Value {
        let value = try Self.remainder(call[0], divisor, call)
        return .bool(try Comparison.areEqual(value, .int(rest), call.renderer))
    }

    private static let numbers = [
        Function("odd", ["value"]) { (call) throws(TemplateError) in try Self.isRemainder(call, .int(2), 1) }.entry,
        Function("even", ["value"]) { (call) throws(TemplateError) in try Self.isRemainder(call, .int(2), 0) }.entry,
        Function("divisibleby", ["value", "num"]) { (call) throws(TemplateError) in
            try Self.isRemainder(call, call[1], 0)
        }.entry,
    ]

    private static let comparisons: [(String, Function)] = {
        let names: [(Relation, [String])] = [
            (.equal, ["==", "eq", "equalto"]), (.notEqual, ["!=", "ne"]), (.greater, [">", "gt", "greaterthan"]),
            (.greaterOrEqual, [">=", "ge"]), (.less, ["<", "lt", "lessthan"]), (.lessOrEqual, ["<=", "le"]),
        ]
        return names.flatMap { relation, names in
            names.map { name in
                Function(name, ["a", "b"]) { (call) throws(TemplateError) in
                    .bool(try Comparison.holds(relation, call[0], call[1], call.renderer))
                }.entry
            }
        }
    }()
}
