/// Which variable a name means in one scope.
///
/// The original decides this before it renders, by what a scope's text stores and reads (its `idtracking`), and some of
/// what people see follows from that: so the same is done here, not a lookup through dictionaries at run time.
final class Symbols {
    /// What a variable is at the beginning of its scope.
    enum Load {
        /// Set by whoever enters the scope: a loop, a call.
        case parameter
        /// A variable given from outside, or a function of the language.
        case resolve(String)
        case alias(Reference)
        case undefined
    }

    /// A place for a value: the `slot`-th of the function `depth` steps from the outermost.
    struct Reference: Hashable, Sendable {
        var depth: Int
        var slot: Int
    }

    /// The text that is entered as a whole: the template, a macro, a recursive loop.
    final class Function {
        let depth: Int
        var slotCount = 0

        init(depth: Int) { self.depth = depth }
    }

    /// The slots of one scope, shared by the copies made for branches.
    private final class Slots {
        var byName: [String: Reference] = [:]
    }

    let function: Function
    private let parent: Symbols?
    private let slots: Slots
    private var references: [String: Reference] = [:]
    private(set) var loads: [Reference: Load] = [:]
    private var stores: Set<String> = []

    init(in function: Function, parent: Symbols?) {
        self.function = function
        self.parent = parent
        self.slots = Slots()
    }

    private init(copying other: Symbols) {
        self.function = other.function
        self.parent = other.parent
        self.slots = other.slots
        self.references = other.references
        self.loads = other.loads
        self.stores = other.stores
    }

    func reference(_ name: String) -> Reference? {
        self.references[name] ?? self.parent?.reference(name)
    }

    @discardableResult
    private func define(_ name: String, _ load: Load) -> Reference {
        let reference: Reference
        if let known = self.slots.byName[name] {
            reference = known
        } else {
            reference = Reference(depth: self.function.depth, slot: self.function.slotCount)
            self.function.slotCount += 1
            self.slots.byName[name] = reference
        }
        self.references[name] = reference
        self.loads[reference] = load
        return reference
    }

    func store(_ name: String) {
        self.stores.insert(name)
        guard self.references[name] == nil else { return }
        if let outer = self.parent?.reference(name) {
            self.define(name, .alias(outer))
        } else {
            self.define(name, .undefined)
        }
    }

    @discardableResult
    func declareParameter(_ name: String) -> Reference {
        self.stores.insert(name)
        return self.define(name, .parameter)
    }

    func load(_ name: String) {
        if self.reference(name) == nil { self.define(name, .resolve(name)) }
    }

    /// Takes in what the branches of a condition do: a name that only some of them set keeps its outer meaning in the others.
    private func merge(_ branches: [Symbols]) {
        var counts: [String: Int] = [:]
        for branch in branches {
            for name in branch.stores where !self.stores.contains(name) { counts[name, default: 0] += 1 }
        }
        for branch in branches {
            self.references.merge(branch.references) { $1 }
            self.loads.merge(branch.loads) { $1 }
            self.stores.formUnion(branch.stores)
        }
        for (name, count) in counts where count < branches.count {
            guard let target = self.reference(name) else { continue }
            self.loads[target] = self.parent?.reference(name).map { .alias($0) } ?? .resolve(name)
        }
    }
}

// MARK: - Reading a scope

extension Symbols {
    func read(_ statements: [Statement]) {
        for statement in statements { self.read(statement) }
    }

    private func read(_ statement: Statement) {
        switch statement.kind {
        case .output(let outputs):
            for case .expression(let syntax) in outputs { self.read(syntax) }
        case .loop(let loop): self.read(loop.sequence)
        case .condition(let branches, let otherwise): self.read(branches[...], otherwise)
        case .set(let target, let syntax):
            self.read(syntax)
            self.read(target)
        case .setBlock(let target, _, _): self.read(target)
        case .macro(let macro): self.store(macro.name ?? "caller")
        case .call(_, let call): self.read(call)
        case .filter(let filter, _): self.read(filter)
        case .with(let values, _):
            for (_, value) in values { self.read(value) }
        case .breakLoop, .continueLoop: break
        }
    }

    private func read(_ branches: ArraySlice<Statement.Branch>, _ otherwise: [Statement]) {
        guard let first = branches.first else { return }
        self.read(first.test)
        let body = Symbols(copying: self)
        body.read(first.body)
        let others = Symbols(copying: self)
        for branch in branches.dropFirst() { others.read([branch][...], []) }
        let last = Symbols(copying: self)
        last.read(otherwise)
        self.merge([body, others, last])
    }

    func read(_ target: Statement.Target) {
        switch target {
        case .name(let name): self.store(name)
        case .tuple(let targets):
            for target in targets { self.read(target) }
        case .attribute(let name, _): self.load(name)
        }
    }

    func read(_ syntax: Syntax) {
        if case .name(let name) = syntax.kind { self.load(name) }
        for child in syntax.kind.children { self.read(child) }
    }
}
