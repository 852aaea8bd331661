/// What of the world a template may ask for, found by reading it: what a camera's worker has to be sent.
package struct EntityNames: Hashable, Sendable {
    /// Entities that the template names in so many words.
    package private(set) var entities: Set<String> = []
    /// It iterates over `states`, or computes the name of an entity: any of them may be asked for.
    package private(set) var isAll = false
    /// It asks for the time, so it may render differently without any state having changed.
    package private(set) var usesTime = false

    private static let byArgument: Set<String> = [
        "states", "is_state", "state_attr", "is_state_attr", "has_value",
    ]
    private static let timely: Set<String> = [
        "now", "utcnow", "today_at", "relative_time", "time_since", "time_until",
    ]

    init(_ statements: [Statement]) {
        self.visit(statements)
    }

    /// Whether nothing outside can change what the template renders to, its variables apart.
    package var isConstant: Bool { self.entities.isEmpty && !self.isAll && !self.usesTime }

    private mutating func visit(_ statements: [Statement]) {
        for statement in statements { self.visit(statement) }
    }

    private mutating func visit(_ statement: Statement) {
        switch statement.kind {
        case .output(let outputs):
            for case .expression(let syntax) in outputs { self.visit(syntax) }
        case .loop(let loop):
            self.visit(loop.sequence)
            if let test = loop.test { self.visit(test) }
            self.visit(loop.body)
            self.visit(loop.otherwise)
        case .condition(let branches, let otherwise):
            for branch in branches {
                self.visit(branch.test)
                self.visit(branch.body)
            }
            self.visit(otherwise)
        case .set(_, let syntax): self.visit(syntax)
        case .setBlock(_, let filter, let body):
            if let filter { self.visit(filter) }
            self.visit(body)
        case .macro(let macro): self.visit(macro)
        case .call(let macro, let call):
            self.visit(macro)
            self.visit(call)
        case .filter(let filter, let body):
            self.visit(filter)
            self.visit(body)
        case .with(let values, let body):
            for (_, value) in values { self.visit(value) }
            self.visit(body)
        case .breakLoop, .continueLoop: break
        }
    }

    private mutating func visit(_ macro: Statement.Macro) {
        for syntax in macro.defaults { self.visit(syntax) }
        self.visit(macro.body)
    }

    private mutating func visit(_ syntax: Syntax) {
        switch syntax.kind {
        case .name("states"): self.isAll = true
        case .name(let name):
            if Self.timely.contains(name) { self.usesTime = true }
            // A function under another name can be called with anything.
            if Self.byArgument.contains(name) || name == "expand" { self.isAll = true }
        case .attribute, .item: self.visitChain(syntax)
        case .call(let base, let arguments): self.visitCall(base, arguments)
        case .filter(let base, let name, let arguments): self.visitApplied(base, name, arguments)
        case .test(let base, let name, let arguments): self.visitApplied(base, name, arguments)
        default: for child in syntax.kind.children { self.visit(child) }
        }
    }

    private mutating func visitCall(_ base: Syntax, _ arguments: ArgumentsSyntax) {
        guard case .name(let name) = base.kind, Self.byArgument.contains(name) || name == "expand" else {
            self.visit(base)
            for child in arguments.children { self.visit(child) }
            return
        }
        if name == "expand" {
            // Groups name further entities.
            self.isAll = true
        } else {
            let first = arguments.positional.first ?? arguments.named.first { $0.name == "entity_id" }?.value
            self.note(first)
        }
        for child in arguments.children { self.visit(child) }
    }

    private mutating func visitApplied(_ base: Syntax?, _ name: String, _ arguments: ArgumentsSyntax) {
        if Self.timely.contains(name) { self.usesTime = true }
        if Self.byArgument.contains(name) { self.note(base) }
        if name == "expand" { self.isAll = true }
        if name == "map" || name == "select" || name == "reject" || name == "selectattr" || name == "rejectattr" {
            // `['sensor.a']|map('states')`: which ones is known only when it is rendered.
            if arguments.spread != nil {
                self.isAll = true
                self.usesTime = true
            }
            for argument in arguments.positional {
                guard case .literal(.string(let applied)) = argument.kind else {
                    self.isAll = true
                    self.usesTime = true
                    continue
                }
                if Self.byArgument.contains(applied) || applied == "expand" { self.isAll = true }
                if Self.timely.contains(applied) { self.usesTime = true }
            }
        }
        if let base { self.visit(base) }
        for child in arguments.children { self.visit(child) }
    }

    private mutating func note(_ syntax: Syntax?) {
        guard case .literal(.string(let entity))? = syntax?.kind else {
            self.isAll = true
            return
        }
        self.entities.insert(LetterCase.lower(entity))
    }

    /// `states.sensor.door.state`, also with brackets.
    private mutating func visitChain(_ syntax: Syntax) {
        var names: [String] = []
        var base = syntax
        while true {
            switch base.kind {
            case .attribute(let inner, let name):
                names.insert(name, at: 0)
                base = inner
                continue
            case .item(let inner, let key):
                guard case .literal(.string(let name)) = key.kind else {
                    self.visit(inner)
                    self.visit(key)
                    return
                }
                names.insert(name, at: 0)
                base = inner
                continue
            default: break
            }
            break
        }
        guard case .name("states") = base.kind, let first = names.first else {
            self.visit(base)
            return
        }
        if first.utf8.contains(UInt8(ascii: ".")) {
            self.entities.insert(LetterCase.lower(first))
        } else if names.count >= 2 {
            self.entities.insert(LetterCase.lower("\(first).\(names[1])"))
        } else {
            self.isAll = true
        }
    }
}
