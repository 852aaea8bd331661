/// What a call hands over.
struct Arguments {
    var positional: [Value] = []
    var named: [(name: String, value: Value)] = []
}

/// A filter, a test, a function or a method: what its parameters are called, and what it does.
struct Function: Sendable {
    typealias Body = @Sendable (Call) throws(TemplateError) -> Value

    /// Steps of a call, which takes as long as that many plain expressions.
    private static let price = 4

    let name: String
    let parameters: [String]
    let required: Int
    /// Whether arguments can be given by their names.
    private var hasNames = true
    /// Takes any number of further arguments.
    let isVariadic: Bool
    /// Takes arguments of any name.
    let takesNames: Bool
    private let body: Body

    init(
        _ name: String,
        _ parameters: [String] = [],
        required: Int? = nil,
        isVariadic: Bool = false,
        takesNames: Bool = false,
        _ body: @escaping Body
    ) {
        self.name = name
        self.parameters = parameters
        self.required = required ?? parameters.count
        self.isVariadic = isVariadic
        self.takesNames = takesNames
        self.body = body
    }

    /// The same, but its arguments cannot be given by name, as with most of Python's own methods.
    var byPosition: Function {
        var function = self
        function.hasNames = false
        return function
    }

    /// Left out here on purpose; the error says why.
    static func unsupported(_ name: String, _ reason: String) -> Function {
        Function(name, [], isVariadic: true, takesNames: true) { (_) throws(TemplateError) in
            throw TemplateError(.unsupported, "'\(name)' is left out: \(reason)")
        }
    }

    func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        try renderer.spend(steps: Self.price)
        for value in arguments.positional { try renderer.charge(value) }
        var values = arguments.positional
        if values.count > self.parameters.count, !self.isVariadic {
            throw .type("\(self.name)() takes at most \(self.parameters.count) arguments (\(values.count) given)")
        }
        var rest: [(name: String, value: Value)] = []
        for (name, value) in arguments.named {
            try renderer.charge(value)
            guard self.hasNames, let index = self.parameters.firstIndex(where: { $0.isSame(as: name) }) else {
                guard self.takesNames else {
                    throw .type("\(self.name)() got an unexpected keyword argument '\(name)'")
                }
                rest.append((name, value))
                continue
            }
            while values.count <= index { values.append(.undefined(.hole)) }
            guard case .undefined(let old) = values[index], old === Undefined.hole else {
                throw .type("\(self.name)() got multiple values for argument '\(name)'")
            }
            values[index] = value
        }
        let call = Call(arguments: values, named: rest, renderer: renderer)
        for index in 0..<self.required where call.given(index) == nil {
            throw .type("\(self.name)() is missing the argument '\(self.parameters[index])'")
        }
        return try self.body(call)
    }
}

/// A call with its arguments in the order of the parameters.
struct Call {
    let arguments: [Value]
    let named: [(name: String, value: Value)]
    let renderer: Renderer

    /// A required argument.
    subscript(index: Int) -> Value { self.given(index) ?? .none }

    /// An optional one; `nil` when it was not given.
    func given(_ index: Int) -> Value? {
        guard index < self.arguments.count else { return nil }
        if case .undefined(let undefined) = self.arguments[index], undefined === Undefined.hole { return nil }
        return self.arguments[index]
    }

    /// What was given and is not `None`.
    func some(_ index: Int) -> Value? {
        guard let value = self.given(index), !value.isNone else { return nil }
        return value
    }

    func string(_ index: Int, _ standard: String = "") throws(TemplateError) -> String {
        guard let value = self.given(index) else { return standard }
        guard let text = value.string else {
            if case .undefined(let undefined) = value { throw undefined.error }
            throw .type("expected a string, not \(value.typeName)")
        }
        return text
    }

    func integer(_ index: Int, _ standard: Int = 0) throws(TemplateError) -> Int {
        guard let value = self.given(index) else { return standard }
        return try Self.integer(value)
    }

    static func integer(_ value: Value) throws(TemplateError) -> Int {
        if case .undefined(let undefined) = value { throw undefined.error }
        guard let number = value.integer else {
            throw .type("'\(value.typeName)' object cannot be interpreted as an integer")
        }
        return number
    }

    func isTrue(_ index: Int, _ standard: Bool = false) throws(TemplateError) -> Bool {
        guard let value = self.given(index) else { return standard }
        return try self.renderer.isTrue(value)
    }

    /// The first argument as text, whatever it is.
    func text(_ index: Int = 0) throws(TemplateError) -> String { try self.renderer.text(self[index]) }
}
