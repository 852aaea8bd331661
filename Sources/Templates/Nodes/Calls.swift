/// The arguments of a call, evaluated from left to right.
struct ArgumentsNode: Sendable {
    struct Named: Sendable {
        let name: String
        let value: any Expression
    }

    let positional: [any Expression]
    let named: [Named]
    let spread: (any Expression)?
    let namedSpread: (any Expression)?

    /// - Parameter first: What a filter or test is applied to.
    func evaluate(_ first: Value?, _ renderer: Renderer) throws(TemplateError) -> Arguments {
        var arguments = Arguments()
        arguments.positional.reserveCapacity(self.positional.count + (first == nil ? 0 : 1))
        if let first { arguments.positional.append(first) }
        for expression in self.positional { arguments.positional.append(try expression.evaluate(renderer)) }
        if let spread {
            let value = try spread.evaluate(renderer)
            guard var cursor = try renderer.optionalCursor(value) else {
                throw .type("argument after * must be an iterable, not \(value.typeName)")
            }
            while let value = try cursor.next() {
                try renderer.step()
                arguments.positional.append(value)
            }
        }
        for argument in self.named {
            arguments.named.append((argument.name, try argument.value.evaluate(renderer)))
        }
        if let namedSpread { try Self.spread(try namedSpread.evaluate(renderer), into: &arguments) }
        return arguments
    }

    /// Each is looked for among all others; as many as Python once allowed.
    private static let mostNamed = 255

    private static func spread(_ value: Value, into arguments: inout Arguments) throws(TemplateError) {
        guard case .dict(let mapping) = value else {
            throw .type("argument after ** must be a mapping, not \(value.typeName)")
        }
        guard mapping.count <= Self.mostNamed else {
            throw TemplateError(.limit, "a call takes at most \(Self.mostNamed) named arguments")
        }
        for (key, value) in zip(mapping.keys, mapping.values) {
            guard let name = key.string else { throw .type("keywords must be strings") }
            guard !arguments.named.contains(where: { $0.name.isSame(as: name) }) else {
                throw .type("got multiple values for keyword argument '\(name)'")
            }
            arguments.named.append((name, value))
        }
    }
}

final class CallNode: Expression {
    private let base: any Expression
    private let arguments: ArgumentsNode
    /// Whether the body of a `{% call %}` is handed over.
    private let hasCaller: Bool
    private let position: Position

    init(base: any Expression, arguments: ArgumentsNode, hasCaller: Bool, position: Position) {
        self.base = base
        self.arguments = arguments
        self.hasCaller = hasCaller
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        let caller = renderer.caller
        renderer.caller = nil
        try renderer.step(self.position)
        let callee = try self.base.evaluate(renderer)
        do throws(TemplateError) {
            var arguments = try self.arguments.evaluate(nil, renderer)
            if self.hasCaller, let caller { arguments.named.append(("caller", .object(caller))) }
            return try renderer.call(callee, arguments)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class FilterNode: Expression {
    private let base: (any Expression)?
    private let name: String
    private let function: Function?
    private let arguments: ArgumentsNode
    private let position: Position

    /// - Parameter base: `nil` for the text of a block, which the renderer holds.
    init(
        base: (any Expression)?,
        name: String,
        function: Function?,
        arguments: ArgumentsNode,
        position: Position
    ) {
        self.base = base
        self.name = name
        self.function = function
        self.arguments = arguments
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let value = try self.base?.evaluate(renderer) ?? .string(renderer.captured)
        do throws(TemplateError) {
            let arguments = try self.arguments.evaluate(value, renderer)
            guard let function = self.function else {
                throw TemplateError(.runtime, "there is no filter '\(self.name)'")
            }
            return try function.call(arguments, renderer)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class TestNode: Expression {
    private let base: any Expression
    private let name: String
    private let function: Function?
    private let arguments: ArgumentsNode
    private let position: Position

    init(base: any Expression, name: String, function: Function?, arguments: ArgumentsNode, position: Position) {
        self.base = base
        self.name = name
        self.function = function
        self.arguments = arguments
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let value = try self.base.evaluate(renderer)
        do throws(TemplateError) {
            let arguments = try self.arguments.evaluate(value, renderer)
            guard let function = self.function else {
                throw TemplateError(.runtime, "there is no test '\(self.name)'")
            }
            return try function.call(arguments, renderer)
        } catch {
            throw error.located(self.position)
        }
    }
}
