/// `value.name` and `value[key]`, with the fallbacks of the original: the one looks for an item too, the other for an
/// attribute.
enum Access {
    static func attribute(_ base: Value, _ name: String, _ renderer: Renderer) throws(TemplateError) -> Value {
        if case .undefined(let undefined) = base {
            guard Self.hidden.contains(name) else { throw undefined.error }
            return Self.unsafe(base, name)
        }
        if let value = try Self.ownAttribute(base, name, renderer) { return value }
        switch base {
        case .dict(let mapping): if let value = mapping[name] { return value }
        case .object(let object): if let value = try object.item(.string(name), renderer) { return value }
        default: break
        }
        return .undefined(Undefined("'\(Self.describe(base))' has no attribute '\(name)'"))
    }

    /// `value|attr(name)`: without looking for an item.
    static func onlyAttribute(_ base: Value, _ name: String, _ renderer: Renderer) throws(TemplateError) -> Value {
        if case .undefined(let undefined) = base { throw undefined.error }
        if let value = try Self.ownAttribute(base, name, renderer) { return value }
        return .undefined(Undefined("'\(Self.describe(base))' has no attribute '\(name)'"))
    }

    static func item(_ base: Value, _ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value {
        if case .undefined(let undefined) = base { throw undefined.error }
        if let value = try Self.ownItem(base, key, renderer) { return value }
        guard case .string(let name) = key else {
            let key = try renderer.representation(key)
            return .undefined(Undefined("\(Self.describe(base)) has no element \(key)"))
        }
        if let value = try Self.ownAttribute(base, name, renderer) { return value }
        return .undefined(Undefined("'\(Self.describe(base))' has no attribute '\(name)'"))
    }

    private static func ownItem(_ base: Value, _ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch base {
        case .list(let elements), .tuple(let elements):
            guard let index = Self.index(key, elements.items.count) else { return nil }
            return elements.items[index]
        case .range(let interval):
            guard let index = Self.index(key, interval.count) else { return nil }
            return .int(interval[index])
        case .string(let text):
            try renderer.charge(base)
            guard let index = Self.index(key, text.length) else { return nil }
            let scalars = text.unicodeScalars
            return .string(String(scalars[scalars.index(scalars.startIndex, offsetBy: index)]))
        case .dict(let mapping):
            try renderer.charge(key)
            guard let hashed = Mapping.Key(key) else { return nil }
            if case .string(let name) = hashed { return mapping[name] }
            return try mapping.value(for: key)
        case .object(let object): return try object.item(key, renderer)
        default: return nil
        }
    }

    private static func index(_ key: Value, _ count: Int) -> Int? {
        guard let index = key.integer, -count..<count ~= index else { return nil }
        return index < 0 ? index + count : index
    }

    private static func ownAttribute(
        _ base: Value,
        _ name: String,
        _ renderer: Renderer
    ) throws(TemplateError) -> Value? {
        if name.utf8.first == UInt8(ascii: "_") {
            guard name.hasPrefix("__"), name.hasSuffix("__") else { return nil }
            return Self.unsafe(base, name)
        }
        switch base {
        case .object(let object): return try object.attribute(name, renderer)
        case .string(let text): return StringMethods.method(name, of: text)
        case .dict(let mapping):
            if Self.dictMutators.contains(name) { return Self.unsafe(base, name) }
            return DictMethods.method(name, of: mapping)
        case .list(let elements):
            if Self.listMutators.contains(name) { return Self.unsafe(base, name) }
            return SequenceMethods.method(name, of: elements, in: base)
        case .tuple(let elements): return SequenceMethods.method(name, of: elements, in: base)
        case .int, .float, .bool: return NumberMethods.attribute(name, of: base)
        case .range(let interval):
            switch name {
            case "start": return .int(interval.start)
            case "stop": return .int(interval.stop)
            case "step": return .int(interval.step)
            default: return SequenceMethods.method(name, of: interval)
            }
        case .undefined, .none: return nil
        }
    }

    /// What Home Assistant's immutable sandbox hides; `pop` and `clear` of lists, which it forgot, too.
    private static let listMutators: Set<String> = [
        "append", "reverse", "insert", "sort", "extend", "remove", "pop", "clear",
    ]
    private static let dictMutators: Set<String> = ["clear", "pop", "popitem", "setdefault", "update"]
    /// What every object of Python has.
    private static let hidden: Set<String> = [
        "__class__", "__doc__", "__dict__", "__init__", "__eq__", "__ne__", "__hash__", "__str__", "__repr__",
        "__getattribute__", "__setattr__", "__delattr__", "__reduce__", "__reduce_ex__", "__subclasshook__",
        "__init_subclass__", "__new__", "__format__", "__sizeof__", "__dir__",
    ]

    private static func unsafe(_ base: Value, _ name: String) -> Value {
        let message = "access to attribute '\(name)' of '\(base.typeName)' object is unsafe."
        return .undefined(Undefined(message, kind: .security))
    }

    private static func describe(_ value: Value) -> String {
        if case .none = value { return "None" }
        return value.typeName + " object"
    }
}
