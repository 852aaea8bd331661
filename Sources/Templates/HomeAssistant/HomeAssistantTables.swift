// What Home Assistant (2024.3) adds to Jinja2 and replaces in it, by kind.

enum HomeAssistantFilters {
    static let all: [(String, Function)] =
        (HomeAssistantMath.all + HomeAssistantMath.bitwise + HomeAssistantStatistics.all
        + HomeAssistantTimes.conversions
        + HomeAssistantTimes.clockFilters + HomeAssistantTimes.timestamps + HomeAssistantTexts.shared
        + HomeAssistantTexts.base64 + HomeAssistantTexts.json + Self.others).map(\.entry)
        + [("states", AllStates.filter), ("int", Self.integer), ("float", Self.float)]

    private static let others: [Function] = [
        HomeAssistantMath.round, HomeAssistantMath.multiply, HomeAssistantMath.add, HomeAssistantMath.isNumber,
        HomeAssistantTexts.isDefined, HomeAssistantTexts.contains, HomeAssistantTexts.ordinal, HomeAssistantTexts.ord,
        HomeAssistantTexts.random, RegexFunctions.match, RegexFunctions.search, RegexFunctions.replace,
        RegexFunctions.findAll, RegexFunctions.findAllIndex, HomeAssistantStates.stateAttribute,
        HomeAssistantStates.hasValue, HomeAssistantStates.expand,
    ]

    static let float = Function("float", ["value", "default"], required: 1) { (call) throws(TemplateError) in
        try Forgiving.attempt(call, "float", default: 1) { () throws(TemplateError) in
            .float(try Conversion.float(call[0]))
        }
    }

    static let integer = Function("int", ["value", "default", "base"], required: 1) { (call) throws(TemplateError) in
        if let value = try NumberFilters.integer(call) ?? call.given(1) { return value }
        throw try Forgiving.noDefault("int", call[0], call.renderer)
    }
}

enum HomeAssistantTests {
    private static func kind(_ name: String, _ holds: @escaping @Sendable (Value) -> Bool) -> (String, Function) {
        (name, Function(name, ["value"]) { .bool(holds($0[0])) })
    }

    static let all: [(String, Function)] = [
        Self.kind("list") { if case .list = $0 { true } else { false } },
        Self.kind("tuple") { if case .tuple = $0 { true } else { false } },
        Self.kind("set") { _ in false },
        Self.kind("datetime") { if case .object(let object) = $0 { object is Moment } else { false } },
        Self.kind("string_like") { $0.string != nil },
        ("is_number", HomeAssistantMath.isNumber), ("match", RegexFunctions.match),
        ("search", RegexFunctions.search), ("contains", HomeAssistantTexts.contains),
        HomeAssistantStates.isState.entry, HomeAssistantStates.isStateAttribute.entry,
        HomeAssistantStates.hasValue.entry,
    ]
}

enum HomeAssistantFunctions {
    static let all: [(String, Function)] =
        (HomeAssistantMath.all + HomeAssistantStatistics.all + HomeAssistantStatistics.extremes
        + HomeAssistantTimes.clock + HomeAssistantTimes.conversions + HomeAssistantTimes.clockFilters
        + HomeAssistantTimes.makers + HomeAssistantTexts.shared + Self.others).map(\.entry)
        + [("int", HomeAssistantFilters.integer), ("float", HomeAssistantFilters.float)]
        + Self.left

    private static let others: [Function] = [
        HomeAssistantMath.isNumber, HomeAssistantStates.isState, HomeAssistantStates.stateAttribute,
        HomeAssistantStates.isStateAttribute, HomeAssistantStates.hasValue, HomeAssistantStates.expand,
        HomeAssistantTexts.urlEncode,
        Function("tuple", ["value"]) { (call) throws(TemplateError) in
            try call.renderer.tuple(try call.renderer.items(call[0]))
        },
        Function.unsupported("set", "use the filter 'unique' and lists"),
    ]

    /// Registries that exist only in Home Assistant.
    private static let left: [(String, Function)] = [
        "device_entities", "device_attr", "is_device_attr", "config_entry_id", "device_id", "areas", "area_id",
        "area_name", "area_entities", "area_devices", "integration_entities", "closest", "distance",
        "is_hidden_entity", "state_translated",
    ].map { Function.unsupported($0, "there are no areas, devices and places here, only entities").entry }
}
