/// A dict: keeps the order of insertion; a template cannot change it.
final class Mapping {
    let keys: [Value]
    let values: [Value]
    let depth: Int
    private let index: [Key: Int]?

    /// Up to here a search through all keys is faster than hashing one.
    private static let smallCount = 8

    static var empty: Mapping { Mapping(unique: [], []) }

    /// - Parameter keys: No two of them equal, all hashable.
    init(unique keys: [Value], _ values: [Value]) {
        self.keys = keys
        self.values = values
        var depth = 0
        for value in values { depth = max(depth, value.depth) }
        for key in keys { depth = max(depth, key.depth) }
        self.depth = depth + 1
        guard keys.count > Self.smallCount else {
            self.index = nil
            return
        }
        var index: [Key: Int] = [:]
        index.reserveCapacity(keys.count)
        for (position, key) in keys.enumerated() {
            if let key = Key(key) { index[key] = position }
        }
        self.index = index
    }

    /// - Parameter pairs: A later value replaces that of an equal key, which keeps its place.
    convenience init(_ pairs: [(Value, Value)]) throws(TemplateError) {
        var keys: [Value] = []
        var values: [Value] = []
        var seen: [Key: Int] = [:]
        for (key, value) in pairs {
            let hashed = try Key.of(key)
            if let place = seen[hashed] {
                values[place] = value
            } else {
                seen[hashed] = keys.count
                keys.append(key)
                values.append(value)
            }
        }
        self.init(unique: keys, values)
    }

    var isEmpty: Bool { self.keys.isEmpty }
    var count: Int { self.keys.count }

    subscript(name: String) -> Value? {
        if let index { return index[.string(name)].map { self.values[$0] } }
        for (position, key) in self.keys.enumerated() {
            if case .string(let text) = key, text.isSame(as: name) { return self.values[position] }
        }
        return nil
    }

    func value(for key: Value) throws(TemplateError) -> Value? {
        let hashed = try Key.of(key)
        if let index { return index[hashed].map { self.values[$0] } }
        for (position, candidate) in self.keys.enumerated() where Key(candidate) == hashed {
            return self.values[position]
        }
        return nil
    }

    var pairs: [Value] {
        zip(self.keys, self.values).map { .tuple(Elements([$0, $1])) }
    }
}

extension Mapping {
    /// What Python hashes: equal numbers of different types are one key.
    enum Key: Hashable {
        case none
        case int(Int)
        case float(Double)
        case string(String)
        case tuple([Key])
        case identity(ObjectIdentifier)
        /// An object that compares by value, such as a time.
        case comparable(String, Double)

        /// Values that make one key; a tuple of tuples can be small in memory and endless to walk.
        private static let largest = 10_000

        init?(_ value: Value) {
            var budget = Self.largest
            self.init(value, &budget)
        }

        private init?(_ value: Value, _ budget: inout Int) {
            budget -= 1
            guard budget > 0 else { return nil }
            switch value {
            case .undefined: self = .identity(ObjectIdentifier(Undefined.self))
            case .none: self = .none
            case .bool(let value): self = .int(value ? 1 : 0)
            case .int(let value): self = .int(value)
            case .float(let value):
                self = if let whole = Int(exactly: value) { .int(whole) } else { .float(value) }
            case .string(let text): self = .string(text)
            case .tuple(let elements):
                var keys: [Key] = []
                for item in elements.items {
                    guard let key = Key(item, &budget) else { return nil }
                    keys.append(key)
                }
                self = .tuple(keys)
            case .range(let interval): self = .tuple([.int(interval.start), .int(interval.stop), .int(interval.step)])
            case .object(let object):
                guard let key = object.key else { return nil }
                self = key
            case .list, .dict: return nil
            }
        }

        static func of(_ value: Value) throws(TemplateError) -> Key {
            guard let key = Key(value) else { throw .type("unhashable type: '\(value.typeName)'") }
            return key
        }

        static func == (left: Key, right: Key) -> Bool {
            switch (left, right) {
            case (.none, .none): true
            case (.int(let left), .int(let right)): left == right
            case (.float(let left), .float(let right)): left == right
            // Swift holds two spellings of an accent equal, Python does not.
            case (.string(let left), .string(let right)): left.isSame(as: right)
            case (.tuple(let left), .tuple(let right)): left == right
            case (.identity(let left), .identity(let right)): left == right
            case (.comparable(let left, let leftNumber), .comparable(let right, let rightNumber)):
                left == right && leftNumber == rightNumber
            default: false
            }
        }

        func hash(into hasher: inout Hasher) {
            switch self {
            case .none: hasher.combine(0)
            case .int(let value): hasher.combine(value)
            case .float(let value): hasher.combine(value)
            case .string(let text): hasher.combine(text)
            case .tuple(let keys): hasher.combine(keys)
            case .identity(let identity): hasher.combine(identity)
            case .comparable(let name, let number):
                hasher.combine(name)
                hasher.combine(number)
            }
        }
    }
}
