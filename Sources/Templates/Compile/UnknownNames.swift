/// Names that a template reads and nothing has: neither the language, nor the template itself anywhere in its text.
struct UnknownNames {
    private let dialect: Dialect
    private var set: Set<String> = ["loop", "caller", "kwargs", "varargs"]
    private var read: [(name: String, position: Position)] = []

    init(_ statements: [Statement], _ dialect: Dialect) {
        self.dialect = dialect
        self.visit(statements)
    }

    /// Each once, where it first stands; at most ``TemplateLimits/warnings``.
    var found: [Template.UnknownName] {
        var seen = self.set
        var found: [Template.UnknownName] = []
        for (name, position) in self.read where seen.insert(name).inserted {
            guard found.count < TemplateLimits.warnings else { break }
            guard self.dialect.functions[name] == nil, self.dialect.constant(name) == nil else { continue }
            let near = Compiler.nearest(name, Array(self.dialect.functions.keys) + ["states"])
            found.append(Template.UnknownName(name: name, position: position, near: near))
        }
        return found
    }

    private mutating func visit(_ statements: [Statement]) {
        for statement in statements {
            let parts = statement.kind.parts
            self.set.formUnion(parts.names)
            for syntax in parts.expressions { self.visit(syntax) }
            self.visit(parts.bodies)
        }
    }

    private mutating func visit(_ syntax: Syntax) {
        if case .name(let name) = syntax.kind { self.read.append((name, syntax.position)) }
        for child in syntax.kind.children { self.visit(child) }
    }
}

extension Statement.Kind {
    /// What a statement is made of.
    fileprivate var parts: (names: [String], expressions: [Syntax], bodies: [Statement]) {
        switch self {
        case .output(let outputs):
            let expressions = outputs.compactMap { output in
                if case .expression(let syntax) = output { syntax } else { nil }
            }
            return ([], expressions, [])
        case .loop(let loop):
            return (loop.target.names, [loop.sequence] + [loop.test].compactMap { $0 }, loop.body + loop.otherwise)
        case .condition(let branches, let otherwise):
            return ([], branches.map(\.test), branches.flatMap(\.body) + otherwise)
        case .set(let target, let syntax): return (target.names, [syntax], [])
        case .setBlock(let target, let filter, let body): return (target.names, [filter].compactMap { $0 }, body)
        case .macro(let macro):
            return ([macro.name].compactMap { $0 } + macro.parameters, macro.defaults, macro.body)
        case .call(let macro, let call): return (macro.parameters, macro.defaults + [call], macro.body)
        case .filter(let filter, let body): return ([], [filter], body)
        case .with(let values, let body): return (values.flatMap(\.target.names), values.map(\.value), body)
        case .breakLoop, .continueLoop: return ([], [], [])
        }
    }
}
