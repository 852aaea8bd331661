/// `namespace()`: the one thing a template can change, also from within a loop.
final class Namespace: TemplateObject {
    private var names: [Value] = []
    private var values: [Value] = []

    override var typeName: String { "Namespace" }

    func set(_ name: String, _ value: Value) {
        if let index = self.index(name) {
            self.values[index] = value
        } else {
            self.names.append(.string(name))
            self.values.append(value)
        }
    }

    private func index(_ name: String) -> Int? { self.names.firstIndex { $0.string?.isSame(as: name) == true } }

    func clear() {
        self.names = []
        self.values = []
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        self.index(name).map { self.values[$0] }
    }

    override func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        guard let name = key.string else { return nil }
        return self.index(name).map { self.values[$0] }
    }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        // May hold itself; the depth that lists are allowed bounds this too.
        try renderer.nested { () throws(TemplateError) in
            "<Namespace \(try renderer.representation(.dict(Mapping(unique: self.names, self.values))))>"
        }
    }
}

/// What `cycler('a', 'b')` makes.
final class Cycler: TemplateObject {
    private let items: [Value]
    private let nesting: Int
    private var position = 0

    init(_ items: [Value]) {
        self.items = items
        self.nesting = Elements(items).depth
    }

    override var typeName: String { "Cycler" }
    override var depth: Int { self.nesting }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "items": try renderer.tuple(self.items)
        case "pos": .int(self.position)
        case "current": self.items[self.position]
        case "next", "__next__":
            .object(
                BoundMethod("next", self) { [self] (_, _) in
                    defer { self.position = (self.position + 1) % self.items.count }
                    return self.items[self.position]
                }
            )
        case "reset":
            .object(
                BoundMethod("reset", self) { [self] (_, _) in
                    self.position = 0
                    return .none
                }
            )
        default: nil
        }
    }
}

/// `joiner(', ')`: nothing at the first call, the separator at each later one.
final class Joiner: TemplateObject {
    private let separator: Value
    private var isUsed = false

    init(_ separator: Value) { self.separator = separator }

    override var typeName: String { "Joiner" }
    override var depth: Int { self.separator.depth + 1 }
    override var isCallable: Bool { true }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "sep": self.separator
        case "used": .bool(self.isUsed)
        default: nil
        }
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        guard self.isUsed else {
            self.isUsed = true
            return .empty
        }
        return self.separator
    }
}

/// `dict.items()` and its like.
final class DictView: TemplateObject {
    private let name: String
    private let items: Elements

    init(_ name: String, _ items: [Value]) {
        self.name = name
        self.items = Elements(items)
    }

    override var typeName: String { "dict_\(self.name)" }
    override var depth: Int { self.items.depth }
    override var key: Mapping.Key? { nil }

    override func length(_ renderer: Renderer) throws(TemplateError) -> Int? { self.items.items.count }
    override func elements(_ renderer: Renderer) throws(TemplateError) -> Cursor? { Cursor(self.items.items) }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "\(self.typeName)(\(try renderer.representation(.list(self.items))))"
    }
}

/// What `groupby` makes: a pair that is also called `grouper` and `list`.
final class Group: TemplateObject {
    private let grouper: Value
    private let members: Value

    init(_ grouper: Value, _ members: Value) {
        self.grouper = grouper
        self.members = members
    }

    private var pair: Value { .tuple(Elements([self.grouper, self.members])) }

    override var typeName: String { "_GroupTuple" }
    override var depth: Int { self.pair.depth }
    override func length(_ renderer: Renderer) throws(TemplateError) -> Int? { 2 }
    override func elements(_ renderer: Renderer) throws(TemplateError) -> Cursor? {
        Cursor([self.grouper, self.members])
    }
    override func text(_ renderer: Renderer) throws(TemplateError) -> String { try renderer.representation(self.pair) }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "grouper": self.grouper
        case "list": self.members
        default: nil
        }
    }

    override func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch key.integer {
        case 0, -2: self.grouper
        case 1, -1: self.members
        default: nil
        }
    }
}
