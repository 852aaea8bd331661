/// Mean, median, mode, least and greatest; of a list or of the arguments themselves.
enum HomeAssistantStatistics {
    static let all: [Function] = [
        Self.statistic("average", Self.mean),
        Self.statistic("median", Self.median),
        Self.statistic("statistical_mode", Self.mode),
    ]

    private typealias Compute = @Sendable ([Value], Renderer) throws(TemplateError) -> Value?

    private static func statistic(_ name: String, _ compute: @escaping Compute) -> Function {
        Function(name, [], isVariadic: true, takesNames: true) { (call) throws(TemplateError) in
            guard let first = call.given(0) else { throw .type("\(name) expected at least 1 argument, got 0") }
            var standard: Value?
            for (argument, value) in call.named {
                guard argument == "default" else {
                    throw .type("\(name)() got an unexpected keyword argument '\(argument)'")
                }
                standard = value
            }
            var items = call.arguments
            if try call.renderer.optionalCursor(first) != nil,
                name != "statistical_mode" || call.arguments.count == 1 || Self.isList(first)
            {
                items = try call.renderer.items(first)
                if call.arguments.count > 1, standard == nil { standard = call.arguments[1] }
            } else if call.arguments.count == 1 {
                throw .type("'\(first.typeName)' object is not iterable")
            }
            do throws(TemplateError) {
                if let value = try compute(items, call.renderer) { return value }
            } catch {
                guard error.kind == .type else { throw error }
            }
            if let standard { return standard }
            throw try Forgiving.noDefault(name, first, call.renderer)
        }
    }

    private static func isList(_ value: Value) -> Bool {
        switch value {
        case .list, .tuple: true
        default: false
        }
    }

    /// `nil` when there are no elements.
    private static let mean: Compute = { (items, _) throws(TemplateError) in
        guard !items.isEmpty else { return nil }
        var sum = 0.0
        var lost = 0.0
        for item in items {
            if case .undefined(let undefined) = item { throw undefined.error }
            guard let number = Arithmetic.float(item) else { throw .type("must be real number, not \(item.typeName)") }
            let next = sum + number
            lost += sum.magnitude >= number.magnitude ? (sum - next) + number : (number - next) + sum
            sum = next
        }
        return .float((lost.isFinite ? sum + lost : sum) / Double(items.count))
    }

    private static let median: Compute = { (items, renderer) throws(TemplateError) in
        guard !items.isEmpty else { return nil }
        let sorted = try SortingFilters.sorted(items.map { ($0, $0) }, isReversed: false, renderer)
        let middle = sorted.count / 2
        guard sorted.count % 2 == 0 else { return sorted[middle] }
        let sum = try Arithmetic.combine(.add, sorted[middle - 1], sorted[middle], renderer)
        return try Arithmetic.combine(.divide, sum, .int(2), renderer)
    }

    private static let mode: Compute = { (items, _) throws(TemplateError) in
        var counts: [Mapping.Key: Int] = [:]
        for item in items { counts[try Mapping.Key.of(item), default: 0] += 1 }
        var best: (count: Int, item: Value)?
        for item in items {
            let count = counts[try Mapping.Key.of(item)] ?? 0
            if count > best?.count ?? 0 { best = (count, item) }
        }
        return best?.item
    }

    static let extremes: [Function] = [Self.extreme("min", .less), Self.extreme("max", .greater)]

    private static func extreme(_ name: String, _ relation: Relation) -> Function {
        Function(name, [], isVariadic: true, takesNames: true) { (call) throws(TemplateError) in
            guard let first = call.given(0) else { throw .type("\(name) expected at least 1 argument, got 0") }
            var options = [Value.undefined(.hole), .undefined(.hole), .undefined(.hole)]
            for (argument, value) in call.named {
                guard let index = ["", "case_sensitive", "attribute"].firstIndex(of: argument), index > 0 else {
                    throw .type("\(name)() got an unexpected keyword argument '\(argument)'")
                }
                options[index] = value
            }
            let named = Call(arguments: options, named: [], renderer: call.renderer)
            let cursor = call.arguments.count == 1 ? try call.renderer.cursor(first) : Cursor(call.arguments)
            return try SortingFilters.extreme(of: cursor, relation, named)
        }
    }
}
