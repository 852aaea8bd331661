final class Loop: Instruction {
    struct Filter: Sendable {
        let entry: ScopeEntry
        let target: Target
        let test: any Expression
    }

    private let sequence: any Expression
    private let filter: Filter?
    private let target: Target
    private let loopSlot: Int?
    private let entry: ScopeEntry
    private let body: [any Instruction]
    private let elseEntry: ScopeEntry
    private let otherwise: [any Instruction]
    /// The variables of one run of a recursive loop, which is entered like a macro.
    private let recursiveSlotCount: Int?
    private let position: Position

    init(
        sequence: any Expression,
        filter: Filter?,
        target: Target,
        loopSlot: Int?,
        entry: ScopeEntry,
        body: [any Instruction],
        elseEntry: ScopeEntry,
        otherwise: [any Instruction],
        recursiveSlotCount: Int?,
        position: Position
    ) {
        self.sequence = sequence
        self.filter = filter
        self.target = target
        self.loopSlot = loopSlot
        self.entry = entry
        self.body = body
        self.elseEntry = elseEntry
        self.otherwise = otherwise
        self.recursiveSlotCount = recursiveSlotCount
        self.position = position
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        let sequence = try self.sequence.evaluate(renderer)
        do throws(TemplateError) {
            guard self.recursiveSlotCount != nil else { return try self.run(over: sequence, nil, 0, renderer) }
            try renderer.write(try self.recurse(over: sequence, renderer.activation, 0, renderer))
            return .onward
        } catch {
            throw error.located(self.position)
        }
    }

    /// One run of a recursive loop.
    /// - Parameter home: Where the loop stands, which its variables are closed over.
    func recurse(
        over sequence: Value,
        _ home: Activation,
        _ depth: Int,
        _ renderer: Renderer
    ) throws(TemplateError) -> String {
        let activation = renderer.makeActivation(slotCount: self.recursiveSlotCount ?? 0, parent: home)
        return try renderer.within(activation, nesting: TemplateLimits.nesting / 4) { () throws(TemplateError) in
            _ = try self.run(over: sequence, home, depth, renderer)
        }
    }

    private func run(
        over sequence: Value,
        _ home: Activation?,
        _ depth: Int,
        _ renderer: Renderer
    ) throws(TemplateError) -> Flow {
        if case .undefined(let undefined) = sequence { renderer.warn(undefined, self.position) }
        let cursor = try self.filtered(try renderer.cursor(sequence), renderer)
        let known = self.filter == nil ? try renderer.optionalLength(sequence) : nil
        let progress = LoopProgress(cursor, length: known, depth: depth)
        if let home {
            progress.recursion = { [self] (value, renderer) throws(TemplateError) in
                try self.recurse(over: value, home, depth + 1, renderer)
            }
        }
        if self.loopSlot != nil { renderer.track(progress) }
        var isEmpty = true
        while try progress.advance() {
            try renderer.step(self.position)
            if let slot = self.loopSlot { renderer.activation.slots[slot] = .object(progress) }
            try self.target.assign(progress.current ?? .none, renderer)
            try self.entry.run(renderer)
            // A body that was left early counts as none for the 'else', as in the original.
            let flow = try renderer.run(self.body)
            if flow == .onward { isEmpty = false }
            if flow == .breakLoop { break }
        }
        guard isEmpty else { return .onward }
        try self.elseEntry.run(renderer)
        return try renderer.run(self.otherwise)
    }

    /// Leaves out what `if` refuses, when it is asked for.
    private func filtered(_ cursor: Cursor, _ renderer: Renderer) throws(TemplateError) -> Cursor {
        guard let filter = self.filter else { return cursor }
        var cursor = cursor
        let activation = renderer.activation
        let generator = Generator("generator", depth: 0) { () throws(TemplateError) in
            while let value = try cursor.next() {
                try renderer.step(self.position)
                let current = renderer.activation
                renderer.activation = activation
                defer { renderer.activation = current }
                try filter.entry.run(renderer)
                try filter.target.assign(value, renderer)
                if try renderer.isTrue(try filter.test.evaluate(renderer)) { return value }
            }
            return nil
        }
        return Cursor(generator)
    }
}

/// `loop`: where a loop is.
final class LoopProgress: TemplateObject {
    private var cursor: Cursor
    private var knownLength: Int?
    private let nesting: Int
    private var index0 = -1
    private var upcoming: [Value] = []
    private var previous: Value?
    private(set) var current: Value?
    private var lastChanged: [Value]?
    var recursion: ((Value, Renderer) throws(TemplateError) -> String)?

    init(_ cursor: Cursor, length: Int?, depth: Int) {
        self.cursor = cursor
        self.knownLength = length
        self.nesting = depth
    }

    override var typeName: String { "LoopContext" }
    override var isCallable: Bool { true }

    func advance() throws(TemplateError) -> Bool {
        let next: Value?
        if self.upcoming.isEmpty {
            next = try self.cursor.next()
        } else {
            next = self.upcoming.removeFirst()
        }
        guard let next else { return false }
        self.index0 += 1
        self.previous = self.current
        self.current = next
        return true
    }

    /// Drops what is held, which may hold this in turn.
    func clear() {
        self.previous = nil
        self.current = nil
        self.upcoming = []
        self.lastChanged = nil
        self.recursion = nil
    }

    private func peek() throws(TemplateError) -> Value? {
        if self.upcoming.isEmpty, let next = try self.cursor.next() { self.upcoming.append(next) }
        return self.upcoming.first
    }

    private func total(_ renderer: Renderer) throws(TemplateError) -> Int {
        if let knownLength { return knownLength }
        while let next = try self.cursor.next() {
            try renderer.step()
            self.upcoming.append(next)
        }
        let total = self.index0 + 1 + self.upcoming.count
        self.knownLength = total
        return total
    }

    override func length(_ renderer: Renderer) throws(TemplateError) -> Int? { try self.total(renderer) }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "<LoopContext \(self.index0 + 1)/\(try self.total(renderer))>"
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "index": return .int(self.index0 + 1)
        case "index0": return .int(self.index0)
        case "revindex": return .int(try self.total(renderer) - self.index0)
        case "revindex0": return .int(try self.total(renderer) - self.index0 - 1)
        case "first": return .bool(self.index0 == 0)
        case "last": return .bool(try self.peek() == nil)
        case "length": return .int(try self.total(renderer))
        case "depth": return .int(self.nesting + 1)
        case "depth0": return .int(self.nesting)
        case "previtem":
            return self.index0 == 0 ? .undefined(Undefined("there is no previous item")) : self.previous
        case "nextitem": return try self.peek() ?? .undefined(Undefined("there is no next item"))
        case "cycle":
            return .object(
                BoundMethod("cycle", self) { [self] (arguments, _) throws(TemplateError) in
                    guard !arguments.positional.isEmpty else { throw .type("no items for cycling given") }
                    return arguments.positional[self.index0 % arguments.positional.count]
                }
            )
        case "changed":
            return .object(
                BoundMethod("changed", self) { [self] (arguments, renderer) throws(TemplateError) in
                    .bool(try self.isChanged(arguments.positional, renderer))
                }
            )
        default: return nil
        }
    }

    private func isChanged(_ values: [Value], _ renderer: Renderer) throws(TemplateError) -> Bool {
        if let last = self.lastChanged {
            let isSame = try Comparison.areEqual(.tuple(Elements(last)), .tuple(Elements(values)), renderer)
            guard !isSame else { return false }
        }
        self.lastChanged = values
        return true
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        guard let recursion, let sequence = arguments.positional.first else {
            throw .type("the loop needs the mark 'recursive' to be called")
        }
        return .string(try recursion(sequence, renderer))
    }
}
