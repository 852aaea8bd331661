/// A function as a value.
final class FunctionObject: TemplateObject {
    private let function: Function

    init(_ function: Function) { self.function = function }

    override var typeName: String { "function" }
    override var isCallable: Bool { true }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String { "<function \(self.function.name)>" }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        try self.function.call(arguments, renderer)
    }
}

/// A method together with the value it belongs to.
final class BoundFunction: TemplateObject {
    private let function: Function
    private let receiver: Value

    init(_ function: Function, _ receiver: Value) {
        self.function = function
        self.receiver = receiver
    }

    override var typeName: String { "builtin_function_or_method" }
    override var isCallable: Bool { true }
    override var depth: Int { self.receiver.depth + 1 }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "<built-in method \(self.function.name) of \(self.receiver.typeName) object>"
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        var arguments = arguments
        arguments.positional.insert(self.receiver, at: 0)
        return try self.function.call(arguments, renderer)
    }
}

/// A method that has its object in its closure.
final class BoundMethod: TemplateObject {
    private let name: String
    private let owner: TemplateObject
    private let body: (Arguments, Renderer) throws(TemplateError) -> Value

    init(
        _ name: String,
        _ owner: TemplateObject,
        _ body: @escaping (Arguments, Renderer) throws(TemplateError) -> Value
    ) {
        self.name = name
        self.owner = owner
        self.body = body
    }

    override var typeName: String { "method" }
    override var isCallable: Bool { true }
    override var depth: Int { self.owner.depth + 1 }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "<bound method \(self.name); add () to call it>"
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        try self.body(arguments, renderer)
    }
}
