/// A value of the template language, as Python has it.
///
/// Integers have 64 bits where Python's are unbounded: leaving them is an error, never a wrong number.
enum Value {
    case undefined(Undefined)
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case list(Elements)
    case tuple(Elements)
    case dict(Mapping)
    case range(Interval)
    case object(TemplateObject)

    /// Python's name of the type, for messages.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "str"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .range: "range"
        case .object(let object): object.typeName
        }
    }

    /// Python's `bool(value)`.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let elements), .tuple(let elements): !elements.items.isEmpty
        case .dict(let mapping): !mapping.isEmpty
        case .range(let interval): interval.count > 0
        case .object(let object): object.isTrue
        }
    }

    var isUndefined: Bool {
        if case .undefined = self { return true }
        return false
    }

    var isNone: Bool {
        if case .none = self { return true }
        return false
    }

    /// The text, when this is one.
    var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// An integer, also a truth value, as Python takes either.
    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// How deep values nest in this one: 0 for what holds none.
    var depth: Int {
        switch self {
        case .list(let elements), .tuple(let elements): elements.depth
        case .dict(let mapping): mapping.depth
        case .object(let object): object.depth
        default: 0
        }
    }

    static var empty: Value { .string("") }
}

/// What a list or a tuple holds; a template cannot change it (Home Assistant's sandbox is the immutable one).
final class Elements {
    let items: [Value]
    let depth: Int

    init(_ items: [Value]) {
        self.items = items
        var depth = 0
        for item in items { depth = max(depth, item.depth) }
        self.depth = depth + 1
    }
}
