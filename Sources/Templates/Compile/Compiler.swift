/// Turns what was parsed into nodes that can be run: names become slots, names of filters and tests their functions.
struct Compiler {
    let dialect: Dialect

    /// A scope being compiled.
    struct Frame {
        var symbols: Symbols
        /// Inside of a condition an unknown filter is an error only when it is reached, as in the original.
        var isConditional = false
        var isInLoop = false

        var inner: Frame {
            Frame(symbols: Symbols(in: self.symbols.function, parent: self.symbols), isInLoop: self.isInLoop)
        }

        /// The scope of a text that is entered as a whole.
        var innerFunction: Frame {
            let function = Symbols.Function(depth: self.symbols.function.depth + 1)
            return Frame(symbols: Symbols(in: function, parent: self.symbols))
        }

        var conditional: Frame {
            var frame = self
            frame.isConditional = true
            return frame
        }
    }

    static func compile(_ statements: [Statement], _ dialect: Dialect) throws(TemplateError) -> Block {
        let compiler = Self(dialect: dialect)
        let frame = Frame(symbols: Symbols(in: Symbols.Function(depth: 0), parent: nil))
        frame.symbols.read(statements)
        let body = try compiler.compile(statements, frame)
        return Block(
            entry: compiler.entry(frame),
            slotCount: frame.symbols.function.slotCount,
            body: body,
            depth: TemplateLimits.nesting
        )
    }

    /// What is done when the scope of `frame` is entered.
    func entry(_ frame: Frame) -> ScopeEntry {
        var steps: [ScopeEntry.Step] = []
        for (reference, load) in frame.symbols.loads {
            switch load {
            case .parameter: break
            case .undefined: steps.append(.clear(reference.slot))
            case .alias(let outer):
                steps.append(.copy(self.variable(outer, frame), to: reference.slot))
            case .resolve(let name): steps.append(.resolve(name, self.dialect.functions[name], to: reference.slot))
            }
        }
        return ScopeEntry(steps: steps)
    }

    func variable(_ reference: Symbols.Reference, _ frame: Frame) -> Variable {
        Variable(hops: frame.symbols.function.depth - reference.depth, slot: reference.slot)
    }

    func variable(_ name: String, _ frame: Frame) throws(TemplateError) -> Variable {
        guard let reference = frame.symbols.reference(name) else {
            // Only the arguments of a filtered block assignment are not read before; the original fails there too.
            throw TemplateError(.assertion, "the name '\(name)' has no meaning here")
        }
        return self.variable(reference, frame)
    }

    func compile(_ statements: [Statement], _ frame: Frame) throws(TemplateError) -> [any Instruction] {
        var instructions: [any Instruction] = []
        for statement in statements {
            do throws(TemplateError) {
                instructions.append(contentsOf: try self.compile(statement, frame))
            } catch {
                throw error.located(statement.position)
            }
        }
        return instructions
    }

    private func compile(_ statement: Statement, _ frame: Frame) throws(TemplateError) -> [any Instruction] {
        let position = statement.position
        switch statement.kind {
        case .output(let outputs): return try self.outputs(outputs, frame)
        case .loop(let loop): return [try self.loop(loop, frame, position)]
        case .condition(let branches, let otherwise): return [try self.condition(branches, otherwise, frame)]
        case .set(let target, let syntax):
            let value = try self.compile(syntax, frame)
            return [Assignment(target: try self.target(target, frame), value: value, position: position)]
        case .setBlock(let target, let filter, let body):
            return [try self.setBlock(target, filter, body, frame, position)]
        case .macro(let macro):
            let variable = try self.variable(macro.name ?? "", frame)
            return [MacroDefinition(variable: variable, macro: try self.macro(macro, frame, position))]
        case .call(let macro, let call):
            let caller = try self.macro(macro, frame, position)
            return [CallBlock(caller: caller, call: try self.call(call, frame, hasCaller: true))]
        case .filter(let filter, let body): return [try self.filterBlock(filter, body, frame)]
        case .with(let values, let body): return [try self.with(values, body, frame, position)]
        case .breakLoop, .continueLoop:
            guard frame.isInLoop else {
                throw TemplateError(.syntax, "'break' and 'continue' belong into a 'for'", at: position)
            }
            if case .breakLoop = statement.kind { return [Jump(flow: .breakLoop)] }
            return [Jump(flow: .continueLoop)]
        }
    }

    private func outputs(_ outputs: [Statement.Output], _ frame: Frame) throws(TemplateError) -> [any Instruction] {
        var instructions: [any Instruction] = []
        for output in outputs {
            switch output {
            case .text(let text): instructions.append(TextOutput(text: text))
            case .expression(let syntax):
                let value = try self.compile(syntax, frame)
                instructions.append(ValueOutput(value: value, position: syntax.position))
            }
        }
        return instructions
    }

    private func condition(
        _ branches: [Statement.Branch],
        _ otherwise: [Statement],
        _ frame: Frame
    ) throws(TemplateError) -> Condition {
        let frame = frame.conditional
        var compiled: [Condition.Branch] = []
        for branch in branches {
            let test = try self.compile(branch.test, frame)
            compiled.append(Condition.Branch(test: test, body: try self.compile(branch.body, frame)))
        }
        return Condition(branches: compiled, otherwise: try self.compile(otherwise, frame))
    }

    func target(_ target: Statement.Target, _ frame: Frame) throws(TemplateError) -> Target {
        switch target {
        case .name(let name): return .variable(try self.variable(name, frame))
        case .attribute(let name, let attribute): return .attribute(try self.variable(name, frame), attribute)
        case .tuple(let targets):
            var compiled: [Target] = []
            for target in targets { compiled.append(try self.target(target, frame)) }
            return .tuple(compiled)
        }
    }
}
