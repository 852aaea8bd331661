/// One rendering: what it works on, what it has used up, and what it has written.
final class Renderer {
    let dialect: Dialect
    let surroundings: Surroundings
    let limits: TemplateLimits
    private let variables: [String: Value]
    var random: any RandomNumberGenerator
    /// The variables of the text that is running.
    var activation: Activation
    private(set) var output = ""
    /// The text of the block that a filter is about to be applied to.
    var captured = ""
    /// The body of a `{% call %}` on its way to the macro.
    var caller: Macro?
    var record = RenderRecord()
    private var stepsLeft: Int
    private var nesting = 0
    private var activations: [Activation] = []
    private var holders: [TemplateObject] = []

    init(
        dialect: Dialect,
        surroundings: Surroundings,
        variables: [String: Value],
        limits: TemplateLimits,
        random: any RandomNumberGenerator
    ) {
        self.dialect = dialect
        self.surroundings = surroundings
        self.variables = variables
        self.limits = limits
        self.random = random
        self.stepsLeft = limits.steps
        self.activation = Activation(slotCount: 0, parent: nil)
    }

    func render(_ block: Block) throws(TemplateError) -> String {
        self.activation = self.makeActivation(slotCount: block.slotCount, parent: nil)
        // Macros and namespaces may hold each other in a circle, which would never be freed.
        defer { self.release() }
        self.nesting = block.depth
        try block.entry.run(self)
        _ = try self.run(block.body)
        return self.output
    }

    private func release() {
        for activation in self.activations { activation.slots = [] }
        for holder in self.holders {
            (holder as? Namespace)?.clear()
            (holder as? LoopProgress)?.clear()
        }
        self.activations = []
        self.holders = []
    }

    func track(_ holder: TemplateObject) { self.holders.append(holder) }

    func makeActivation(slotCount: Int, parent: Activation?) -> Activation {
        let activation = Activation(slotCount: slotCount, parent: parent)
        self.activations.append(activation)
        return activation
    }

    // MARK: Variables

    subscript(variable: Variable) -> Value? {
        get {
            guard variable.hops > 0 else { return self.activation.slots[variable.slot] }
            return self.home(of: variable).slots[variable.slot]
        }
        set { self.home(of: variable).slots[variable.slot] = newValue }
    }

    private func home(of variable: Variable) -> Activation {
        var activation = self.activation
        for _ in 0..<variable.hops { activation = activation.parent ?? activation }
        return activation
    }

    /// A name that the template does not set itself.
    func resolve(_ name: String, _ function: Function?) -> Value? {
        if !self.variables.isEmpty, let value = self.variables[name] { return value }
        if let function { return .object(FunctionObject(function)) }
        return self.dialect.constant(name)
    }

    // MARK: Running

    func run(_ body: [any Instruction]) throws(TemplateError) -> Flow {
        for instruction in body {
            try self.step()
            let flow = try instruction.run(self)
            guard flow == .onward else { return flow }
        }
        return .onward
    }

    func write(_ text: String) throws(TemplateError) {
        try self.spend(bytes: text.utf8.count)
        self.output += text
        guard self.output.utf8.count <= self.limits.output else {
            throw TemplateError(.limit, "the rendered text is longer than \(self.limits.output / 1024) KiB")
        }
    }

    /// What `body` writes, as a value instead of output.
    func capture(_ body: [any Instruction]) throws(TemplateError) -> (text: String, flow: Flow) {
        let outer = self.output
        self.output = ""
        defer { self.output = outer }
        let flow = try self.run(body)
        return (self.output, flow)
    }

    /// What `body` writes when it runs with other variables, as macros do.
    func within(
        _ activation: Activation,
        nesting: Int,
        _ body: () throws(TemplateError) -> Void
    ) throws(TemplateError) -> String {
        self.nesting += nesting
        defer { self.nesting -= nesting }
        guard self.nesting <= TemplateLimits.depth else {
            throw TemplateError(.recursion, "macros or loops call each other too deep")
        }
        let outer = (self.activation, self.output)
        self.activation = activation
        self.output = ""
        defer { (self.activation, self.output) = outer }
        try body()
        return self.output
    }

    /// Computes something that may come back here.
    func nested<Result>(_ body: () throws(TemplateError) -> Result) throws(TemplateError) -> Result {
        self.nesting += 1
        defer { self.nesting -= 1 }
        guard self.nesting <= TemplateLimits.depth else {
            throw TemplateError(.recursion, "a value holds itself, or nests too deep")
        }
        return try body()
    }

    // MARK: Limits

    func step(_ position: Position? = nil) throws(TemplateError) {
        self.stepsLeft -= 1
        if self.stepsLeft < 0 { throw self.outOfSteps(position) }
    }

    func spend(steps: Int) throws(TemplateError) {
        self.stepsLeft -= steps
        if self.stepsLeft < 0 { throw self.outOfSteps(nil) }
    }

    /// Making bytes costs time and memory too; this bounds both.
    func spend(bytes: Int) throws(TemplateError) { try self.spend(steps: bytes >> 4) }

    /// To be called before a text is gone through: looking up what a character is takes up to 50 ns for each.
    func charge(_ value: Value) throws(TemplateError) {
        if case .string(let text) = value { try self.spend(steps: text.utf8.count >> 2) }
    }

    private func outOfSteps(_ position: Position?) -> TemplateError {
        TemplateError(
            .limit,
            "the template does more than \(self.limits.steps) steps; is there an endless loop?",
            at: position
        )
    }

    func check(stringBytes: Int) throws(TemplateError) {
        guard stringBytes <= self.limits.string else {
            throw TemplateError(.limit, "a text becomes longer than \(self.limits.string / 1024) KiB")
        }
    }

    func check(elements: Int) throws(TemplateError) {
        guard elements <= self.limits.elements else {
            throw TemplateError(.limit, "a list becomes longer than \(self.limits.elements) elements")
        }
    }

    func check(depth: Int) throws(TemplateError) {
        guard depth <= TemplateLimits.valueDepth else {
            throw TemplateError(.limit, "lists or dicts nest deeper than \(TemplateLimits.valueDepth) levels")
        }
    }

    func warn(_ undefined: Undefined, _ position: Position) {
        self.record.warn(TemplateError(undefined.kind, undefined.message, at: position))
    }
}
