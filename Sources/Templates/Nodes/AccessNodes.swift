final class AttributeNode: Expression {
    private let base: any Expression
    private let name: String
    private let position: Position

    init(base: any Expression, name: String, position: Position) {
        self.base = base
        self.name = name
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let base = try self.base.evaluate(renderer)
        do throws(TemplateError) {
            return try Access.attribute(base, self.name, renderer)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class ItemNode: Expression {
    private let base: any Expression
    private let key: any Expression
    private let position: Position

    init(base: any Expression, key: any Expression, position: Position) {
        self.base = base
        self.key = key
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let base = try self.base.evaluate(renderer)
        let key = try self.key.evaluate(renderer)
        do throws(TemplateError) {
            return try Access.item(base, key, renderer)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class SliceNode: Expression {
    private let base: any Expression
    private let start: (any Expression)?
    private let stop: (any Expression)?
    private let step: (any Expression)?
    private let position: Position

    init(
        base: any Expression,
        start: (any Expression)?,
        stop: (any Expression)?,
        step: (any Expression)?,
        position: Position
    ) {
        self.base = base
        self.start = start
        self.stop = stop
        self.step = step
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let base = try self.base.evaluate(renderer)
        let start = try self.start?.evaluate(renderer) ?? .none
        let stop = try self.stop?.evaluate(renderer) ?? .none
        let step = try self.step?.evaluate(renderer) ?? .none
        do throws(TemplateError) {
            return try Slice(start: start, stop: stop, step: step).of(base, renderer)
        } catch {
            throw error.located(self.position)
        }
    }
}
