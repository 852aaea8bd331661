final class TextOutput: Instruction {
    private let text: String

    init(text: String) { self.text = text }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        try renderer.write(self.text)
        return .onward
    }
}

final class ValueOutput: Instruction {
    private let value: any Expression
    private let position: Position

    init(value: any Expression, position: Position) {
        self.value = value
        self.position = position
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        let value = try self.value.evaluate(renderer)
        do throws(TemplateError) {
            if case .undefined(let undefined) = value { renderer.warn(undefined, self.position) }
            try renderer.write(try renderer.text(value))
        } catch {
            throw error.located(self.position)
        }
        return .onward
    }
}

final class Assignment: Instruction {
    private let target: Target
    private let value: any Expression
    private let position: Position

    init(target: Target, value: any Expression, position: Position) {
        self.target = target
        self.value = value
        self.position = position
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        do throws(TemplateError) {
            try self.target.check(renderer)
            try self.target.assign(try self.value.evaluate(renderer), renderer)
        } catch {
            throw error.located(self.position)
        }
        return .onward
    }
}

final class Condition: Instruction {
    struct Branch: Sendable {
        let test: any Expression
        let body: [any Instruction]
    }

    private let branches: [Branch]
    private let otherwise: [any Instruction]

    init(branches: [Branch], otherwise: [any Instruction]) {
        self.branches = branches
        self.otherwise = otherwise
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        for branch in self.branches {
            if try renderer.isTrue(try branch.test.evaluate(renderer)) { return try renderer.run(branch.body) }
        }
        return try renderer.run(self.otherwise)
    }
}

final class Jump: Instruction {
    private let flow: Flow

    init(flow: Flow) { self.flow = flow }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow { self.flow }
}

/// The block `{% set x %}…{% endset %}`.
final class BlockAssignment: Instruction {
    private let target: Target
    private let filter: (any Expression)?
    private let entry: ScopeEntry
    private let body: [any Instruction]
    private let position: Position

    init(
        target: Target,
        filter: (any Expression)?,
        entry: ScopeEntry,
        body: [any Instruction],
        position: Position
    ) {
        self.target = target
        self.filter = filter
        self.entry = entry
        self.body = body
        self.position = position
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        try self.entry.run(renderer)
        let (text, flow) = try renderer.capture(self.body)
        guard flow == .onward else { return flow }
        do throws(TemplateError) {
            try self.target.check(renderer)
            renderer.captured = text
            let value = try self.filter?.evaluate(renderer) ?? .string(text)
            try self.target.assign(value, renderer)
        } catch {
            throw error.located(self.position)
        }
        return .onward
    }
}

/// The block `{% filter upper %}…{% endfilter %}`.
final class FilterBlock: Instruction {
    private let filter: any Expression
    private let entry: ScopeEntry
    private let body: [any Instruction]
    private let position: Position

    init(filter: any Expression, entry: ScopeEntry, body: [any Instruction], position: Position) {
        self.filter = filter
        self.entry = entry
        self.body = body
        self.position = position
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        try self.entry.run(renderer)
        let (text, flow) = try renderer.capture(self.body)
        guard flow == .onward else { return flow }
        renderer.captured = text
        do throws(TemplateError) {
            try renderer.write(try renderer.text(try self.filter.evaluate(renderer)))
        } catch {
            throw error.located(self.position)
        }
        return .onward
    }
}

final class WithBlock: Instruction {
    struct Value: Sendable {
        let target: Target
        let value: any Expression
    }

    private let entry: ScopeEntry
    private let values: [Value]
    private let body: [any Instruction]
    private let position: Position

    init(entry: ScopeEntry, values: [Value], body: [any Instruction], position: Position) {
        self.entry = entry
        self.values = values
        self.body = body
        self.position = position
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        try self.entry.run(renderer)
        do throws(TemplateError) {
            for value in self.values { try value.target.assign(try value.value.evaluate(renderer), renderer) }
        } catch {
            throw error.located(self.position)
        }
        return try renderer.run(self.body)
    }
}
