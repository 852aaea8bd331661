/// What a macro does.
struct MacroCode: Sendable {
    struct Parameter: Sendable {
        let name: String
        let slot: Int
        let standard: (any Expression)?
    }

    let name: String?
    let parameters: [Parameter]
    /// The slots of `caller`, `kwargs` and `varargs`, when the body reads them.
    let callerSlot: Int?
    let namesSlot: Int?
    let restSlot: Int?
    let takesCaller: Bool
    let block: Block
}

final class MacroDefinition: Instruction {
    private let variable: Variable
    private let macro: MacroCode

    init(variable: Variable, macro: MacroCode) {
        self.variable = variable
        self.macro = macro
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        renderer[self.variable] = .object(Macro(self.macro, renderer.activation))
        return .onward
    }
}

/// The block `{% call name() %}…{% endcall %}`.
final class CallBlock: Instruction {
    private let caller: MacroCode
    private let call: CallNode

    init(caller: MacroCode, call: CallNode) {
        self.caller = caller
        self.call = call
    }

    func run(_ renderer: Renderer) throws(TemplateError) -> Flow {
        renderer.caller = Macro(self.caller, renderer.activation)
        try renderer.write(try renderer.text(try self.call.evaluate(renderer)))
        return .onward
    }
}

/// A macro and the variables around it.
final class Macro: TemplateObject {
    private let code: MacroCode
    private let home: Activation

    init(_ code: MacroCode, _ home: Activation) {
        self.code = code
        self.home = home
    }

    override var typeName: String { "Macro" }
    override var isCallable: Bool { true }
    private var name: String { self.code.name.map { "'\($0)'" } ?? "None" }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "<Macro \(self.code.name == nil ? "anonymous" : self.name)>"
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "name": self.code.name.map { .string($0) } ?? Value.none
        case "arguments": try renderer.tuple(self.code.parameters.map { .string($0.name) })
        case "catch_kwargs": .bool(self.code.namesSlot != nil)
        case "catch_varargs": .bool(self.code.restSlot != nil)
        case "caller": .bool(self.code.takesCaller)
        default: nil
        }
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> Value {
        let activation = renderer.makeActivation(slotCount: self.code.block.slotCount, parent: self.home)
        var named = arguments.named
        let given = try self.bind(arguments, &named, activation)
        try self.bindRest(arguments, &named, activation, renderer)
        let text = try renderer.within(activation, nesting: self.code.block.depth + 1) { () throws(TemplateError) in
            try self.code.block.entry.run(renderer)
            for (parameter, isGiven) in zip(self.code.parameters, given) where !isGiven {
                let missing = Value.undefined(Undefined("parameter '\(parameter.name)' was not provided"))
                activation.slots[parameter.slot] = try parameter.standard?.evaluate(renderer) ?? missing
            }
            _ = try renderer.run(self.code.block.body)
        }
        return .string(text)
    }

    /// - Returns: Which of the parameters have a value.
    private func bind(
        _ arguments: Arguments,
        _ named: inout [(name: String, value: Value)],
        _ activation: Activation
    ) throws(TemplateError) -> [Bool] {
        var given: [Bool] = []
        for (index, parameter) in self.code.parameters.enumerated() {
            var value = index < arguments.positional.count ? arguments.positional[index] : nil
            if value == nil, let place = named.firstIndex(where: { $0.name.isSame(as: parameter.name) }) {
                value = named.remove(at: place).value
            }
            activation.slots[parameter.slot] = value
            given.append(value != nil)
        }
        return given
    }

    private func bindRest(
        _ arguments: Arguments,
        _ named: inout [(name: String, value: Value)],
        _ activation: Activation,
        _ renderer: Renderer
    ) throws(TemplateError) {
        if let slot = self.code.callerSlot {
            let place = named.firstIndex { $0.name == "caller" }
            let caller = place.map { named.remove(at: $0).value }
            activation.slots[slot] = caller ?? .undefined(Undefined("No caller defined"))
        }
        if let slot = self.code.namesSlot {
            activation.slots[slot] = try renderer.dict(try Mapping(named.map { (.string($0.name), $0.value) }))
        } else if let (name, _) = named.first {
            throw .type(
                name == "caller"
                    ? "macro \(self.name) does not call 'caller', but was called with a block"
                    : "macro \(self.name) takes no keyword argument '\(name)'"
            )
        }
        let count = self.code.parameters.count
        if let slot = self.code.restSlot {
            activation.slots[slot] = try renderer.tuple(Array(arguments.positional.dropFirst(count)))
        } else if arguments.positional.count > count {
            throw .type("macro \(self.name) takes not more than \(count) argument(s)")
        }
    }
}
