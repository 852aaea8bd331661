extension Compiler {
    func compile(_ syntax: Syntax, _ frame: Frame) throws(TemplateError) -> any Expression {
        do throws(TemplateError) {
            return try self.expression(syntax, frame)
        } catch {
            throw error.located(syntax.position)
        }
    }

    private func expression(_ syntax: Syntax, _ frame: Frame) throws(TemplateError) -> any Expression {
        let position = syntax.position
        switch syntax.kind {
        case .literal(let literal): return LiteralNode(literal)
        case .name(let name): return NameNode(name: name, variable: try self.variable(name, frame))
        case .tuple(let items):
            return SequenceNode(items: try self.all(items, frame), isTuple: true, position: position)
        case .list(let items):
            return SequenceNode(items: try self.all(items, frame), isTuple: false, position: position)
        case .dict(let pairs):
            let keys = try self.all(pairs.map(\.key), frame)
            return DictNode(keys: keys, values: try self.all(pairs.map(\.value), frame), position: position)
        case .attribute(let base, let name):
            return AttributeNode(base: try self.compile(base, frame), name: name, position: position)
        case .item(let base, let key):
            let base = try self.compile(base, frame)
            return ItemNode(base: base, key: try self.compile(key, frame), position: position)
        case .slice(let base, let start, let stop, let step):
            return SliceNode(
                base: try self.compile(base, frame),
                start: try self.optional(start, frame),
                stop: try self.optional(stop, frame),
                step: try self.optional(step, frame),
                position: position
            )
        case .call: return try self.call(syntax, frame, hasCaller: false)
        case .filter(let base, let name, let arguments):
            return try self.filter(base, name, arguments, frame, position)
        case .test(let base, let name, let arguments): return try self.test(base, name, arguments, frame, position)
        case .condition(let test, let then, let otherwise):
            let frame = frame.conditional
            return ConditionNode(
                test: try self.compile(test, frame),
                then: try self.compile(then, frame),
                otherwise: try self.optional(otherwise, frame),
                position: position
            )
        case .and, .or, .not, .compare, .binary, .negative, .positive, .concatenation:
            return try self.operation(syntax, frame)
        }
    }

    private func operation(_ syntax: Syntax, _ frame: Frame) throws(TemplateError) -> any Expression {
        let position = syntax.position
        switch syntax.kind {
        case .and(let left, let right):
            let left = try self.compile(left, frame)
            return LogicNode(left: left, right: try self.compile(right, frame), isOr: false)
        case .or(let left, let right):
            let left = try self.compile(left, frame)
            return LogicNode(left: left, right: try self.compile(right, frame), isOr: true)
        case .not(let operand): return NotNode(operand: try self.compile(operand, frame))
        case .compare(let left, let comparisons):
            let rights = try self.all(comparisons.map(\.right), frame)
            return CompareNode(
                left: try self.compile(left, frame),
                steps: zip(comparisons, rights).map { CompareNode.Step(relation: $0.relation, right: $1) },
                position: position
            )
        case .binary(let operation, let left, let right):
            let left = try self.compile(left, frame)
            return BinaryNode(
                operation: operation,
                left: left,
                right: try self.compile(right, frame),
                position: position
            )
        case .negative(let operand):
            return SignNode(operand: try self.compile(operand, frame), isNegative: true, position: position)
        case .positive(let operand):
            return SignNode(operand: try self.compile(operand, frame), isNegative: false, position: position)
        case .concatenation(let items): return ConcatenationNode(items: try self.all(items, frame), position: position)
        default: throw TemplateError(.syntax, "expected an operator", at: position)
        }
    }

    private func all(_ items: [Syntax], _ frame: Frame) throws(TemplateError) -> [any Expression] {
        var compiled: [any Expression] = []
        for item in items { compiled.append(try self.compile(item, frame)) }
        return compiled
    }

    private func optional(_ syntax: Syntax?, _ frame: Frame) throws(TemplateError) -> (any Expression)? {
        guard let syntax else { return nil }
        return try self.compile(syntax, frame)
    }

    private func arguments(_ syntax: ArgumentsSyntax, _ frame: Frame) throws(TemplateError) -> ArgumentsNode {
        var named: [ArgumentsNode.Named] = []
        for (name, value) in syntax.named {
            guard !named.contains(where: { $0.name == name }) else {
                throw TemplateError(.syntax, "the argument '\(name)' is given twice")
            }
            named.append(ArgumentsNode.Named(name: name, value: try self.compile(value, frame)))
        }
        return ArgumentsNode(
            positional: try self.all(syntax.positional, frame),
            named: named,
            spread: try self.optional(syntax.spread, frame),
            namedSpread: try self.optional(syntax.namedSpread, frame)
        )
    }

    func call(_ syntax: Syntax, _ frame: Frame, hasCaller: Bool) throws(TemplateError) -> CallNode {
        guard case .call(let base, let arguments) = syntax.kind else {
            throw TemplateError(.syntax, "expected a call", at: syntax.position)
        }
        return CallNode(
            base: try self.compile(base, frame),
            arguments: try self.arguments(arguments, frame),
            hasCaller: hasCaller,
            position: syntax.position
        )
    }

    private func filter(
        _ base: Syntax?,
        _ name: String,
        _ arguments: ArgumentsSyntax,
        _ frame: Frame,
        _ position: Position
    ) throws(TemplateError) -> any Expression {
        let function = self.dialect.filters[name]
        if function == nil, !frame.isConditional {
            throw TemplateError(
                .syntax,
                "there is no filter '\(name)'\(Self.hint(name, self.dialect.filters.keys))",
                at: position
            )
        }
        return FilterNode(
            base: try self.optional(base, frame),
            name: name,
            function: function,
            arguments: try self.arguments(arguments, frame),
            position: position
        )
    }

    private func test(
        _ base: Syntax,
        _ name: String,
        _ arguments: ArgumentsSyntax,
        _ frame: Frame,
        _ position: Position
    ) throws(TemplateError) -> any Expression {
        let function = self.dialect.tests[name]
        if function == nil, !frame.isConditional {
            throw TemplateError(
                .syntax,
                "there is no test '\(name)'\(Self.hint(name, self.dialect.tests.keys))",
                at: position
            )
        }
        return TestNode(
            base: try self.compile(base, frame),
            name: name,
            function: function,
            arguments: try self.arguments(arguments, frame),
            position: position
        )
    }

    /// The known name that differs by one letter, for messages.
    static func nearest(_ name: String, _ known: some Sequence<String>) -> String? {
        known.filter { abs($0.count - name.count) <= 1 && Self.isNear(Array($0), Array(name)) }.min()
    }

    private static func hint(_ name: String, _ known: some Sequence<String>) -> String {
        self.nearest(name, known).map { "; did you mean '\($0)'?" } ?? ""
    }

    private static func isNear(_ left: [Character], _ right: [Character]) -> Bool {
        let start = zip(left, right).prefix { $0 == $1 }.count
        let end = zip(left.dropFirst(start).reversed(), right.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        return max(left.count, right.count) - start - end <= 1
    }
}
