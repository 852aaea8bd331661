final class BinaryNode: Expression {
    private let operation: BinaryOperator
    private let left: any Expression
    private let right: any Expression
    private let position: Position

    init(operation: BinaryOperator, left: any Expression, right: any Expression, position: Position) {
        self.operation = operation
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let left = try self.left.evaluate(renderer)
        let right = try self.right.evaluate(renderer)
        do throws(TemplateError) {
            return try Arithmetic.combine(self.operation, left, right, renderer)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class SignNode: Expression {
    private let operand: any Expression
    private let isNegative: Bool
    private let position: Position

    init(operand: any Expression, isNegative: Bool, position: Position) {
        self.operand = operand
        self.isNegative = isNegative
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        let value = try self.operand.evaluate(renderer)
        do throws(TemplateError) {
            return self.isNegative ? try Arithmetic.negate(value) : try Arithmetic.positive(value)
        } catch {
            throw error.located(self.position)
        }
    }
}

final class NotNode: Expression {
    private let operand: any Expression

    init(operand: any Expression) { self.operand = operand }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        .bool(!(try renderer.isTrue(try self.operand.evaluate(renderer))))
    }
}

final class LogicNode: Expression {
    private let left: any Expression
    private let right: any Expression
    private let isOr: Bool

    init(left: any Expression, right: any Expression, isOr: Bool) {
        self.left = left
        self.right = right
        self.isOr = isOr
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        let left = try self.left.evaluate(renderer)
        return try renderer.isTrue(left) == self.isOr ? left : try self.right.evaluate(renderer)
    }
}

/// `a < b <= c`: each neighbour is compared, up to the first that does not hold.
final class CompareNode: Expression {
    struct Step: Sendable {
        let relation: Relation
        let right: any Expression
    }

    private let left: any Expression
    private let steps: [Step]
    private let position: Position

    init(left: any Expression, steps: [Step], position: Position) {
        self.left = left
        self.steps = steps
        self.position = position
    }

    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.step(self.position)
        var left = try self.left.evaluate(renderer)
        for step in self.steps {
            let right = try step.right.evaluate(renderer)
            do throws(TemplateError) {
                guard try Comparison.holds(step.relation, left, right, renderer) else { return .bool(false) }
            } catch {
                throw error.located(self.position)
            }
            left = right
        }
        return .bool(true)
    }
}
