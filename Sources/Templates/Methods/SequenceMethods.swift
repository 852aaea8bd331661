/// What lists, tuples and ranges can do; nothing changes them.
enum SequenceMethods {
    static func method(_ name: String, of elements: Elements, in value: Value) -> Value? {
        switch name {
        case "count", "index": self.table[name].map { .object(BoundFunction($0.byPosition, value)) }
        case "copy":
            if case .list = value { .object(BoundFunction(Self.copy, value)) } else { nil }
        default: nil
        }
    }

    static func method(_ name: String, of interval: Interval) -> Value? {
        self.table[name].map { .object(BoundFunction($0.byPosition, .range(interval))) }
    }

    private static let copy = Function("copy", ["self"]) { $0[0] }

    private static let table: [String: Function] = [
        "count": Function("count", ["self", "value"]) { (call) throws(TemplateError) in
            var count = 0
            for item in try call.renderer.items(call[0]) where try Comparison.areEqual(item, call[1], call.renderer) {
                count += 1
            }
            return .int(count)
        },
        "index": Function("index", ["self", "value", "start", "stop"], required: 2) { (call) throws(TemplateError) in
            let items = try call.renderer.items(call[0])
            let start = try Self.bound(call, 2, 0, items.count)
            let stop = try Self.bound(call, 3, items.count, items.count)
            for (index, item) in items.enumerated() where index >= start && index < stop {
                if try Comparison.areEqual(item, call[1], call.renderer) { return .int(index) }
            }
            throw .value("\(try call.renderer.representation(call[1])) is not in the \(call[0].typeName)")
        },
    ]

    private static func bound(_ call: Call, _ index: Int, _ standard: Int, _ count: Int) throws(TemplateError) -> Int {
        let number = try call.integer(index, standard)
        return number < 0 ? max(0, number + count) : number
    }
}

/// What dicts can do.
enum DictMethods {
    static func method(_ name: String, of mapping: Mapping) -> Value? {
        self.table[name].map { .object(BoundFunction($0.byPosition, .dict(mapping))) }
    }

    private static func mapping(_ call: Call) throws(TemplateError) -> Mapping {
        guard case .dict(let mapping) = call[0] else { throw .type("expected a dict") }
        return mapping
    }

    private static let table: [String: Function] = [
        "items": Function("items", ["self"]) { (call) throws(TemplateError) in
            let mapping = try Self.mapping(call)
            try call.renderer.spend(steps: mapping.count)
            return .object(DictView("items", mapping.pairs))
        },
        "keys": Function("keys", ["self"]) { (call) throws(TemplateError) in
            let mapping = try Self.mapping(call)
            try call.renderer.spend(steps: mapping.count)
            return .object(DictView("keys", mapping.keys))
        },
        "values": Function("values", ["self"]) { (call) throws(TemplateError) in
            let mapping = try Self.mapping(call)
            try call.renderer.spend(steps: mapping.count)
            return .object(DictView("values", mapping.values))
        },
        "get": Function("get", ["self", "key", "default"], required: 2) { (call) throws(TemplateError) in
            try Self.mapping(call).value(for: call[1]) ?? call.given(2) ?? .none
        },
        "copy": Function("copy", ["self"]) { $0[0] },
    ]
}

/// What numbers have beside their value.
enum NumberMethods {
    static func attribute(_ name: String, of value: Value) -> Value? {
        switch (name, value) {
        case ("real", _): value.integer.map { .int($0) } ?? value
        case ("imag", .float): .float(0)
        case ("imag", _): .int(0)
        case ("numerator", .int), ("numerator", .bool): value.integer.map { .int($0) }
        case ("denominator", .int), ("denominator", .bool): .int(1)
        case ("is_integer", _): .object(BoundFunction(Self.isInteger, value))
        case ("bit_length", .int), ("bit_length", .bool): .object(BoundFunction(Self.bitLength, value))
        case ("conjugate", _): .object(BoundFunction(Self.conjugate, value))
        default: nil
        }
    }

    private static let isInteger = Function("is_integer", ["self"]) { call in
        guard case .float(let number) = call[0] else { return .bool(true) }
        return .bool(number.isFinite && number == number.rounded())
    }
    private static let bitLength = Function("bit_length", ["self"]) { call in
        .int(Int.bitWidth - (call[0].integer ?? 0).magnitude.leadingZeroBitCount)
    }
    private static let conjugate = Function("conjugate", ["self"]) { $0[0] }
}
