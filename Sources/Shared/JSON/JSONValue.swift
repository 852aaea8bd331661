/// What JSON can say: attributes of entities, parameters of services, contents of events.
///
/// Members of an object have no order; they are written by name, so that equal values are equal bytes.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// Finite: whatever is not is written as `null`, as Home Assistant does.
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue {
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
    package var object: [String: JSONValue]? { if case .object(let object) = self { object } else { nil } }

    /// The kind of it in a sentence: `a text`.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }

    /// How deep lists and objects stand in each other; 0 for what is neither.
    package var depth: Int {
        switch self {
        case .null, .bool, .integer, .number, .text: 0
        case .list(let list): 1 + (list.map(\.depth).max() ?? 0)
        case .object(let object): 1 + (object.values.map(\.depth).max() ?? 0)
        }
    }

    /// Every text in it, names of members not, as the function makes them.
    package func mapTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .integer, .number: self
        case .text(let text): .text(change(text))
        case .list(let list): .list(list.map { $0.mapTexts(change) })
        case .object(let object): .object(object.mapValues { $0.mapTexts(change) })
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(integerLiteral number: Int) { self = .integer(number) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByFloatLiteral {
    package init(floatLiteral number: Double) { self = .number(number) }
    package init(arrayLiteral list: JSONValue...) { self = .list(list) }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Dictionary(members) { $1 })
    }
}

/// How large a value from outside may be.
package struct JSONBounds: Sendable, Hashable {
    /// Bytes of its text.
    package var bytes: Int
    /// Lists and objects in each other.
    package var depth: Int
    /// Values in it, counted with the lists and objects themselves: `[[],[],…]` costs forty times its bytes.
    package var values: Int

    package init(bytes: Int, depth: Int, values: Int) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }
}
