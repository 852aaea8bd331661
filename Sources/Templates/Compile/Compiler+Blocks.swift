// Statements with a scope of their own.

extension Compiler {
    func loop(_ loop: Statement.Loop, _ frame: Frame, _ position: Position) throws(TemplateError) -> Loop {
        let sequence = try self.compile(loop.sequence, frame)
        var inner = loop.isRecursive ? frame.innerFunction : frame.inner
        inner.isInLoop = true
        let hasLoop = loop.isRecursive || !FreeNames(["loop"], in: loop.body).found.isEmpty
        let loopVariable = hasLoop ? inner.symbols.declareParameter("loop") : nil
        for name in loop.target.names { inner.symbols.declareParameter(name) }
        inner.symbols.read(loop.body)
        if Self.storesLoop(loop) {
            throw TemplateError(.syntax, "'loop' cannot be assigned to inside of a loop", at: position)
        }
        var filter: Loop.Filter?
        if let test = loop.test {
            let testFrame =
                loop.isRecursive
                ? Frame(symbols: Symbols(in: inner.symbols.function, parent: frame.symbols)) : frame.inner
            for name in loop.target.names { testFrame.symbols.declareParameter(name) }
            testFrame.symbols.read(test)
            let compiled = try self.compile(test, testFrame)
            filter = Loop.Filter(
                entry: self.entry(testFrame),
                target: try self.target(loop.target, testFrame),
                test: compiled
            )
        }
        let elseFrame =
            loop.isRecursive ? Frame(symbols: Symbols(in: inner.symbols.function, parent: frame.symbols)) : frame.inner
        elseFrame.symbols.read(loop.otherwise)
        let target = try self.target(loop.target, inner)
        let body = try self.compile(loop.body, inner)
        let otherwise = try self.compile(loop.otherwise, elseFrame)
        return Loop(
            sequence: sequence,
            filter: filter,
            target: target,
            loopSlot: loopVariable?.slot,
            entry: self.entry(inner),
            body: body,
            elseEntry: self.entry(elseFrame),
            otherwise: otherwise,
            recursiveSlotCount: loop.isRecursive ? inner.symbols.function.slotCount : nil,
            position: position
        )
    }

    private static func storesLoop(_ loop: Statement.Loop) -> Bool {
        loop.target.names.contains("loop") || Self.storesLoop(loop.body) || Self.storesLoop(loop.otherwise)
    }

    private static func storesLoop(_ statements: [Statement]) -> Bool {
        statements.contains { statement in
            switch statement.kind {
            case .set(let target, _): target.names.contains("loop")
            case .setBlock(let target, _, let body): target.names.contains("loop") || Self.storesLoop(body)
            case .loop(let loop): Self.storesLoop(loop)
            case .condition(let branches, let otherwise):
                branches.contains { Self.storesLoop($0.body) } || Self.storesLoop(otherwise)
            case .macro(let macro), .call(let macro, _): Self.storesLoop(macro.body)
            case .filter(_, let body), .with(_, let body): Self.storesLoop(body)
            case .output, .breakLoop, .continueLoop: false
            }
        }
    }

    func setBlock(
        _ target: Statement.Target,
        _ filter: Syntax?,
        _ body: [Statement],
        _ frame: Frame,
        _ position: Position
    ) throws(TemplateError) -> BlockAssignment {
        let inner = frame.inner
        if let filter { inner.symbols.read(filter) }
        inner.symbols.read(body)
        return BlockAssignment(
            target: try self.target(target, frame),
            filter: try filter.map { (filter) throws(TemplateError) in try self.compile(filter, inner) },
            entry: self.entry(inner),
            body: try self.compile(body, inner),
            position: position
        )
    }

    func filterBlock(_ filter: Syntax, _ body: [Statement], _ frame: Frame) throws(TemplateError) -> FilterBlock {
        let inner = frame.inner
        inner.symbols.read(body)
        inner.symbols.read(filter)
        return FilterBlock(
            filter: try self.compile(filter, inner),
            entry: self.entry(inner),
            body: try self.compile(body, inner),
            position: filter.position
        )
    }

    func with(
        _ values: [(target: Statement.Target, value: Syntax)],
        _ body: [Statement],
        _ frame: Frame,
        _ position: Position
    ) throws(TemplateError) -> WithBlock {
        let inner = frame.inner
        for (target, _) in values {
            for name in target.names { inner.symbols.declareParameter(name) }
        }
        inner.symbols.read(body)
        var assignments: [WithBlock.Value] = []
        for (target, value) in values {
            assignments.append(
                WithBlock.Value(target: try self.target(target, inner), value: try self.compile(value, frame))
            )
        }
        return WithBlock(
            entry: self.entry(inner),
            values: assignments,
            body: try self.compile(body, inner),
            position: position
        )
    }

    func macro(_ macro: Statement.Macro, _ frame: Frame, _ position: Position) throws(TemplateError) -> MacroCode {
        let inner = frame.innerFunction
        let special = FreeNames(["caller", "kwargs", "varargs"], in: macro.body).found
        func readAll() {
            for name in macro.parameters { inner.symbols.declareParameter(name) }
            for syntax in macro.defaults { inner.symbols.read(syntax) }
            inner.symbols.read(macro.body)
        }
        readAll()
        let isCallerNamed = macro.parameters.contains("caller")
        if isCallerNamed, special.contains("caller") {
            let index = macro.parameters.firstIndex(of: "caller") ?? 0
            guard index >= macro.parameters.count - macro.defaults.count else {
                throw TemplateError(.syntax, "the parameter 'caller' needs a default", at: position)
            }
        }
        var slots: [String: Int] = [:]
        for name in special where !macro.parameters.contains(name) {
            slots[name] = inner.symbols.declareParameter(name).slot
        }
        readAll()
        var parameters: [MacroCode.Parameter] = []
        for (index, name) in macro.parameters.enumerated() {
            let place = index - (macro.parameters.count - macro.defaults.count)
            let standard = place >= 0 ? try self.compile(macro.defaults[place], inner) : nil
            let slot = inner.symbols.reference(name)?.slot ?? 0
            parameters.append(MacroCode.Parameter(name: name, slot: slot, standard: standard))
        }
        let body = try self.compile(macro.body, inner)
        return MacroCode(
            name: macro.name,
            parameters: parameters,
            callerSlot: slots["caller"],
            namesSlot: slots["kwargs"],
            restSlot: slots["varargs"],
            takesCaller: special.contains("caller"),
            block: Block(
                entry: self.entry(inner),
                slotCount: inner.symbols.function.slotCount,
                body: body,
                depth: Self.depth(of: macro.body)
            )
        )
    }

    /// How deep running `statements` recurses.
    static func depth(of statements: [Statement]) -> Int {
        var depth = 0
        for statement in statements { depth = max(depth, self.depth(of: statement)) }
        return depth + 1
    }

    private static func depth(of statement: Statement) -> Int {
        switch statement.kind {
        case .output(let outputs):
            var depth = 0
            for case .expression(let syntax) in outputs { depth = max(depth, syntax.depth) }
            return depth
        case .loop(let loop):
            return max(
                self.depth(of: loop.body),
                self.depth(of: loop.otherwise),
                loop.sequence.depth,
                loop.test?.depth ?? 0
            )
        case .condition(let branches, let otherwise):
            var depth = self.depth(of: otherwise)
            for branch in branches { depth = max(depth, branch.test.depth, self.depth(of: branch.body)) }
            return depth
        case .set(_, let syntax): return syntax.depth
        case .setBlock(_, let filter, let body): return max(filter?.depth ?? 0, self.depth(of: body))
        case .macro, .breakLoop, .continueLoop: return 1
        case .call(_, let call): return call.depth
        case .filter(let filter, let body): return max(filter.depth, self.depth(of: body))
        case .with(let values, let body):
            var depth = self.depth(of: body)
            for (_, value) in values { depth = max(depth, value.depth) }
            return depth
        }
    }
}
