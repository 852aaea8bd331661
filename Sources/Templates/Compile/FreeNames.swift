/// Which of some special names (`loop`, `caller` …) a text reads before it sets them itself.
struct FreeNames {
    private var candidates: Set<String>
    private(set) var found: Set<String> = []

    init(_ names: Set<String>, in statements: [Statement]) {
        self.candidates = names
        self.visit(statements)
    }

    private mutating func visit(_ statements: [Statement]) {
        for statement in statements {
            guard !self.candidates.isEmpty else { return }
            self.visit(statement)
        }
    }

    private mutating func visit(_ statement: Statement) {
        switch statement.kind {
        case .output(let outputs):
            for case .expression(let syntax) in outputs { self.visit(syntax) }
        case .loop(let loop):
            self.store(loop.target.names)
            self.visit(loop.sequence)
            self.visit(loop.body)
            self.visit(loop.otherwise)
            if let test = loop.test { self.visit(test) }
        case .condition(let branches, let otherwise):
            for branch in branches {
                self.visit(branch.test)
                self.visit(branch.body)
            }
            self.visit(otherwise)
        case .set(let target, let syntax):
            self.store(target.names)
            self.visit(syntax)
        case .setBlock(let target, let filter, let body):
            self.store(target.names)
            if let filter { self.visit(filter) }
            self.visit(body)
        case .macro(let macro): self.visit(macro)
        case .call(let macro, let call):
            self.visit(call)
            self.visit(macro)
        case .filter(let filter, let body):
            self.visit(body)
            self.visit(filter)
        case .with(let values, let body):
            self.store(values.flatMap(\.target.names))
            for (_, value) in values { self.visit(value) }
            self.visit(body)
        case .breakLoop, .continueLoop: break
        }
    }

    private mutating func visit(_ macro: Statement.Macro) {
        self.store(macro.parameters)
        for syntax in macro.defaults { self.visit(syntax) }
        self.visit(macro.body)
    }

    private mutating func store(_ names: [String]) { self.candidates.subtract(names) }

    private mutating func visit(_ syntax: Syntax) {
        if case .name(let name) = syntax.kind, self.candidates.contains(name) { self.found.insert(name) }
        for child in syntax.kind.children { self.visit(child) }
    }
}
