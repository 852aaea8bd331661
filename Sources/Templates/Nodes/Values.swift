final class LiteralNode: Expression {
    private let literal: Literal

    init(_ literal: Literal) { self.literal = literal }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value { self.literal.value }
}

final class NameNode: Expression {
    let name: String
    let variable: Variable

    init(name: String, variable: Variable) {
        self.name = name
        self.variable = variable
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        renderer[self.variable] ?? .undefined(Undefined(name: self.name))
    }
}

final class SequenceNode: Expression {
    private let items: [any Expression]
    private let isTuple: Bool
    private let position: Position

    init(items: [any Expression], isTuple: Bool, position: Position) {
        self.items = items
        self.isTuple = isTuple
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        var values: [Value] = []
        values.reserveCapacity(self.items.count)
        for item in self.items { values.append(try item.evaluate(renderer)) }
        do throws(TemplateError) {
            return self.isTuple ? try renderer.tuple(values) : try renderer.list(values)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class DictNode: Expression {
    private let keys: [any Expression]
    private let values: [any Expression]
    private let position: Position

    init(keys: [any Expression], values: [any Expression], position: Position) {
        self.keys = keys
        self.values = values
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        var pairs: [(Value, Value)] = []
        for (key, value) in zip(self.keys, self.values) {
            let key = try key.evaluate(renderer)
            try renderer.charge(key)
            pairs.append((key, try value.evaluate(renderer)))
        }
        do throws(TemplateError) {
            return try renderer.dict(Mapping(pairs))
        } catch {
            throw error.located(self.position)
        }
    }
}

final class ConcatenationNode: Expression {
    private let items: [any Expression]
    private let position: Position

    init(items: [any Expression], position: Position) {
        self.items = items
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        do throws(TemplateError) {
            var values: [Value] = []
            for item in self.items { values.append(try item.evaluate(renderer)) }
            var text = ""
            for value in values {
                text += try renderer.text(value)
                try renderer.check(stringBytes: text.utf8.count)
            }
            return try renderer.string(text)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class ConditionNode: Expression {
    private let test: any Expression
    private let then: any Expression
    private let otherwise: (any Expression)?
    private let position: Position

    init(test: any Expression, then: any Expression, otherwise: (any Expression)?, position: Position) {
        self.test = test
        self.then = then
        self.otherwise = otherwise
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        if try renderer.isTrue(try self.test.evaluate(renderer)) { return try self.then.evaluate(renderer) }
        if let otherwise { return try otherwise.evaluate(renderer) }
        let message = "the inline if-expression evaluated to false and has no else"
        return .undefined(Undefined(message))
    }
}
