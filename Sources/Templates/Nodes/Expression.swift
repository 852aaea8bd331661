/// An expression that can be evaluated.
protocol Expression: AnyObject, Sendable {
    func evaluate(_ renderer: Renderer) throws(TemplateError) -> Value
}

/// A statement that can be run.
protocol Instruction: AnyObject, Sendable {
    func run(_ renderer: Renderer) throws(TemplateError) -> Flow
}

/// How it goes on after a statement.
enum Flow {
    case onward
    case breakLoop
    case continueLoop
}

/// Where the value of a name stands: so many functions outwards, in that slot.
struct Variable: Sendable {
    let hops: Int
    let slot: Int
}

/// The variables of one run of a template, a macro or a recursive loop.
final class Activation {
    var slots: [Value?]
    let parent: Activation?

    init(slotCount: Int, parent: Activation?) {
        self.slots = [Value?](repeating: nil, count: slotCount)
        self.parent = parent
    }
}

/// Sets the variables of a scope to what they are at its beginning.
struct ScopeEntry: Sendable {
    enum Step: Sendable {
        case clear(Int)
        case copy(Variable, to: Int)
        case resolve(String, Function?, to: Int)
    }

    let steps: [Step]

    func run(_ renderer: Renderer) throws(TemplateError) {
        try renderer.spend(steps: self.steps.count)
        for step in self.steps {
            switch step {
            case .clear(let slot): renderer.activation.slots[slot] = nil
            case .copy(let variable, let slot): renderer.activation.slots[slot] = renderer[variable]
            case .resolve(let name, let function, let slot):
                renderer.activation.slots[slot] = renderer.resolve(name, function)
            }
        }
    }
}

/// A text that is entered as a whole.
struct Block: Sendable {
    let entry: ScopeEntry
    let slotCount: Int
    let body: [any Instruction]
    /// How deep it nests.
    let depth: Int
}

/// What is assigned to.
indirect enum Target: Sendable {
    case variable(Variable)
    case attribute(Variable, String)
    case tuple([Target])

    /// Fails before the value is computed, as the original does.
    func check(_ renderer: Renderer) throws(TemplateError) {
        guard case .attribute(let variable, _) = self else { return }
        guard case .object(let object)? = renderer[variable], object is Namespace else {
            throw TemplateError(.runtime, "only attributes of a namespace() can be assigned to")
        }
    }

    func assign(_ value: Value, _ renderer: Renderer) throws(TemplateError) {
        switch self {
        case .variable(let variable): renderer[variable] = value
        case .attribute(let variable, let name):
            guard case .object(let object)? = renderer[variable], let namespace = object as? Namespace else { return }
            namespace.set(name, value)
        case .tuple(let targets):
            let values = try Self.unpack(value, targets.count, renderer)
            for (target, value) in zip(targets, values) { try target.assign(value, renderer) }
        }
    }

    private static func unpack(_ value: Value, _ count: Int, _ renderer: Renderer) throws(TemplateError) -> [Value] {
        guard var cursor = try renderer.optionalCursor(value) else {
            throw .type("cannot unpack non-iterable \(value.typeName) object")
        }
        var values: [Value] = []
        while let value = try cursor.next() {
            guard values.count < count else { throw .value("too many values to unpack (expected \(count))") }
            values.append(value)
        }
        guard values.count == count else {
            throw .value("not enough values to unpack (expected \(count), got \(values.count))")
        }
        return values
    }
}
