/// The functions that come with Jinja2.
enum BuiltinFunctions {
    static let all: [(String, Function)] = [
        Function("range", ["start", "stop", "step"], required: 1) { (call) throws(TemplateError) in
            let first = try call.integer(0)
            let (start, stop) = call.given(1) == nil ? (0, first) : (first, try call.integer(1))
            let step = try call.integer(2, 1)
            guard step != 0 else { throw .value("range() arg 3 must not be zero") }
            guard let interval = Interval(start, stop, step), interval.count <= call.renderer.limits.elements else {
                let limit = call.renderer.limits.elements
                throw TemplateError(.overflow, "the range is too big: more than \(limit) elements")
            }
            return .range(interval)
        }.byPosition.entry,
        Function("dict", ["mapping"], required: 0, takesNames: true) { (call) throws(TemplateError) in
            try Self.dict(call)
        }.entry,
        Function("namespace", ["mapping"], required: 0, takesNames: true) { (call) throws(TemplateError) in
            guard case .dict(let mapping) = try Self.dict(call) else { return .none }
            // A search for a name goes through all of them.
            guard mapping.count <= 1000 else { throw TemplateError(.limit, "a namespace holds at most 1000 names") }
            let namespace = Namespace()
            for (key, value) in zip(mapping.keys, mapping.values) {
                if let name = key.string { namespace.set(name, value) }
            }
            call.renderer.track(namespace)
            return .object(namespace)
        }.entry,
        Function("cycler", isVariadic: true) { (call) throws(TemplateError) in
            guard !call.arguments.isEmpty else { throw TemplateError(.runtime, "at least one item has to be provided") }
            return try call.renderer.object(Cycler(call.arguments))
        }.entry,
        Function("joiner", ["sep"], required: 0) { (call) throws(TemplateError) in
            try call.renderer.object(Joiner(call.given(0) ?? .string(", ")))
        }.entry,
        Function.unsupported("lipsum", "nobody needs filling text in a URL").entry,
    ]

    /// Python's `dict(pairs, name=value, …)`.
    private static func dict(_ call: Call) throws(TemplateError) -> Value {
        var pairs: [(Value, Value)] = []
        if case .dict(let mapping)? = call.given(0) {
            pairs = Array(zip(mapping.keys, mapping.values))
        } else if let value = call.given(0) {
            for (index, item) in try call.renderer.items(value).enumerated() {
                let pair = try call.renderer.items(item)
                guard pair.count == 2 else {
                    throw .value("dictionary update sequence element #\(index) has length \(pair.count); 2 is required")
                }
                pairs.append((pair[0], pair[1]))
            }
        }
        pairs += call.named.map { (.string($0.name), $0.value) }
        return try call.renderer.dict(try Mapping(pairs))
    }
}
