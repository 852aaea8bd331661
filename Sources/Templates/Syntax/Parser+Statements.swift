extension Parser {
    /// Statements up to one of the tags in `ends`, whose name is then the current token; with no `ends` up to the end.
    mutating func statements(until ends: [String]) throws(TemplateError) -> [Statement] {
        try self.enter()
        var body: [Statement] = []
        var outputs: [Statement.Output] = []
        var start = self.current.position
        loop: while true {
            let position = self.current.position
            if outputs.isEmpty { start = position }
            switch self.current.kind {
            case .end:
                guard ends.isEmpty else { throw self.unclosed() }
                break loop
            case .text(let text):
                outputs.append(.text(text))
                try self.advance()
            case .variableBegin:
                try self.advance()
                outputs.append(.expression(try self.tuple()))
                try self.expect(.variableEnd)
            case .blockBegin:
                try self.advance()
                if !outputs.isEmpty { body.append(Statement(kind: .output(outputs), position: start)) }
                outputs = []
                if case .name(let name) = self.current.kind, ends.contains(name) { break loop }
                body.append(Statement(kind: try self.statement(), position: position))
                try self.expect(.blockEnd)
            default:
                throw self.unexpected("text or a tag")
            }
        }
        if !outputs.isEmpty { body.append(Statement(kind: .output(outputs), position: start)) }
        self.leave()
        return body
    }

    /// The body of a block: the rest of its opening tag, and statements up to one of `ends`.
    private mutating func body(until ends: [String]) throws(TemplateError) -> [Statement] {
        _ = try self.skip(.colon)
        try self.expect(.blockEnd)
        self.openBlocks[self.openBlocks.count - 1].ends = ends
        return try self.statements(until: ends)
    }

    private mutating func lastBody(until end: String) throws(TemplateError) -> [Statement] {
        let body = try self.body(until: [end])
        try self.advance()
        return body
    }

    private func unclosed() -> TemplateError {
        guard let open = self.openBlocks.last else { return self.failure("unexpected end of the template") }
        let ends = open.ends.map { "'\($0)'" }.joined(separator: " or ")
        return self.failure("unexpected end of the template: the '\(open.name)' in line \(open.line) has no \(ends)")
    }

    private mutating func statement() throws(TemplateError) -> Statement.Kind {
        guard case .name(let name) = self.current.kind else { throw self.unexpected("the name of a tag") }
        self.openBlocks.append((name, self.current.position.line, []))
        let position = self.current.position
        try self.advance()
        let kind = try self.statement(name, position)
        self.openBlocks.removeLast()
        return kind
    }

    private mutating func statement(_ name: String, _ position: Position) throws(TemplateError) -> Statement.Kind {
        switch name {
        case "for": try self.loop()
        case "if": try self.condition()
        case "set": try self.set()
        case "macro": try self.macro()
        case "call": try self.callBlock(position)
        case "filter": try self.filterBlock()
        case "with": try self.with()
        case "print": try self.print(position)
        case "break": .breakLoop
        case "continue": .continueLoop
        case "block", "extends", "include", "import", "from", "autoescape":
            throw TemplateError(
                .unsupported,
                "'\(name)' is left out: a template here is one text without files or HTML",
                at: position
            )
        default: throw self.unknownTag(name, position)
        }
    }

    private func unknownTag(_ name: String, _ position: Position) -> TemplateError {
        let open = self.openBlocks.dropLast().last
        guard let open, !open.ends.isEmpty else { return self.failure("unknown tag '\(name)'", at: position) }
        let ends = open.ends.map { "'\($0)'" }.joined(separator: " or ")
        return self.failure(
            "unknown tag '\(name)'; the '\(open.name)' in line \(open.line) needs \(ends)",
            at: position
        )
    }

    private mutating func loop() throws(TemplateError) -> Statement.Kind {
        let target = try self.target(endsWithIn: true)
        try self.expect(name: "in")
        let sequence = try self.tuple(allowsCondition: false, endsWithRecursive: true)
        let test = try self.skip(name: "if") ? try self.expression() : nil
        let isRecursive = try self.skip(name: "recursive")
        let body = try self.body(until: ["endfor", "else"])
        let hasElse = self.current.isName("else")
        try self.advance()
        return .loop(
            Statement.Loop(
                target: target,
                sequence: sequence,
                test: test,
                isRecursive: isRecursive,
                body: body,
                otherwise: hasElse ? try self.lastBody(until: "endfor") : []
            )
        )
    }

    private mutating func condition() throws(TemplateError) -> Statement.Kind {
        var branches: [Statement.Branch] = []
        while true {
            let test = try self.tuple(allowsCondition: false)
            branches.append(Statement.Branch(test: test, body: try self.body(until: ["elif", "else", "endif"])))
            if try self.skip(name: "elif") { continue }
            let hasElse = self.current.isName("else")
            try self.advance()
            return .condition(branches, otherwise: hasElse ? try self.lastBody(until: "endif") : [])
        }
    }

    private mutating func set() throws(TemplateError) -> Statement.Kind {
        let target: Statement.Target
        if case .name(let name) = self.current.kind, try self.look().isSign(.dot) {
            try self.advance()
            try self.advance()
            target = .attribute(name, try self.expectName())
        } else {
            target = try self.target(endsWithIn: false)
        }
        if try self.skip(.assign) { return .set(target, try self.tuple()) }
        var filter: Syntax?
        while try self.skip(.pipe) { filter = try self.filter(filter) }
        return .setBlock(target, filter: filter, body: try self.lastBody(until: "endset"))
    }

    private mutating func target(endsWithIn: Bool) throws(TemplateError) -> Statement.Target {
        let syntax = try self.tuple(isSimple: true, endsWithIn: endsWithIn)
        return try self.target(syntax)
    }

    private func target(_ syntax: Syntax) throws(TemplateError) -> Statement.Target {
        switch syntax.kind {
        case .name(let name): return .name(name)
        case .tuple(let items):
            var targets: [Statement.Target] = []
            for item in items { targets.append(try self.target(item)) }
            return .tuple(targets)
        default: throw self.failure("only a name can be assigned to", at: syntax.position)
        }
    }

    private mutating func macro() throws(TemplateError) -> Statement.Kind {
        let position = self.current.position
        let name = try self.expectName()
        try self.check(name, position)
        let (parameters, defaults) = try self.signature()
        let body = try self.lastBody(until: "endmacro")
        return .macro(Statement.Macro(name: name, parameters: parameters, defaults: defaults, body: body))
    }

    private func check(_ name: String, _ position: Position) throws(TemplateError) {
        guard ["true", "false", "none", "True", "False", "None"].contains(name) else { return }
        throw self.failure("'\(name)' cannot be assigned to", at: position)
    }

    private mutating func signature() throws(TemplateError) -> (parameters: [String], defaults: [Syntax]) {
        var parameters: [String] = []
        var defaults: [Syntax] = []
        try self.expect(.leftParenthesis)
        while !self.current.isSign(.rightParenthesis) {
            if !parameters.isEmpty { try self.expect(.comma) }
            let position = self.current.position
            let name = try self.expectName()
            try self.check(name, position)
            parameters.append(name)
            if try self.skip(.assign) {
                defaults.append(try self.expression())
            } else if !defaults.isEmpty {
                throw self.failure("the parameter '\(name)' needs a default, as one before it has")
            }
        }
        try self.expect(.rightParenthesis)
        return (parameters, defaults)
    }

    private mutating func callBlock(_ position: Position) throws(TemplateError) -> Statement.Kind {
        var signature: (parameters: [String], defaults: [Syntax]) = ([], [])
        if self.current.isSign(.leftParenthesis) { signature = try self.signature() }
        let call = try self.expression()
        guard case .call = call.kind else { throw self.failure("expected a call of a macro", at: position) }
        let body = try self.lastBody(until: "endcall")
        let caller = Statement.Macro(
            name: nil,
            parameters: signature.parameters,
            defaults: signature.defaults,
            body: body
        )
        return .call(caller, call)
    }

    private mutating func filterBlock() throws(TemplateError) -> Statement.Kind {
        var filter = try self.filter(nil)
        while try self.skip(.pipe) { filter = try self.filter(filter) }
        return .filter(filter, body: try self.lastBody(until: "endfilter"))
    }

    private mutating func with() throws(TemplateError) -> Statement.Kind {
        var values: [(target: Statement.Target, value: Syntax)] = []
        while self.current.kind != .blockEnd {
            if !values.isEmpty { try self.expect(.comma) }
            let target = try self.target(endsWithIn: false)
            try self.expect(.assign)
            values.append((target, try self.expression()))
        }
        return .with(values, body: try self.lastBody(until: "endwith"))
    }

    private mutating func print(_ position: Position) throws(TemplateError) -> Statement.Kind {
        var outputs: [Statement.Output] = []
        while self.current.kind != .blockEnd {
            if !outputs.isEmpty { try self.expect(.comma) }
            outputs.append(.expression(try self.expression()))
        }
        return .output(outputs)
    }
}
