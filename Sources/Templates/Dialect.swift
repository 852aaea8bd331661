/// The filters, tests and functions there are.
struct Dialect: Sendable {
    let filters: [String: Function]
    let tests: [String: Function]
    let functions: [String: Function]
    let constants: [String: Literal]
    let hasStates: Bool

    /// Jinja2 as it comes.
    static let jinja = Dialect(
        filters: Self.table(BuiltinFilters.all),
        tests: Self.table(BuiltinTests.all),
        functions: Self.table(BuiltinFunctions.all),
        constants: [:],
        hasStates: false
    )

    /// With what Home Assistant adds and replaces.
    static let homeAssistant = Dialect(
        filters: Self.table(BuiltinFilters.all + HomeAssistantFilters.all),
        tests: Self.table(BuiltinTests.all + HomeAssistantTests.all),
        functions: Self.table(BuiltinFunctions.all + HomeAssistantFunctions.all),
        constants: ["pi": .float(Double.pi), "tau": .float(2 * Double.pi), "e": .float(2.718281828459045)],
        hasStates: true
    )

    /// - Parameter functions: A later one replaces an earlier one of the same name.
    private static func table(_ functions: [(String, Function)]) -> [String: Function] {
        Dictionary(functions) { $1 }
    }

    func constant(_ name: String) -> Value? {
        if self.hasStates, name == "states" { return .object(AllStates()) }
        return self.constants[name]?.value
    }
}

extension Function {
    /// An entry of a table under its own name.
    var entry: (String, Function) { (self.name, self) }
}
