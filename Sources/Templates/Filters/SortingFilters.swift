/// Filters that compare elements with each other.
enum SortingFilters {
    static let all: [(String, Function)] = [
        Function("sort", ["value", "reverse", "case_sensitive", "attribute"], required: 1) {
            (call) throws(TemplateError) in
            let isSensitive = try call.isTrue(2)
            let paths = ItemPath.several(call.given(3))
            var keyed: [(key: Value, item: Value)] = []
            for item in try call.renderer.items(call[0]) {
                var keys: [Value] = []
                for path in paths {
                    let value = try path.of(item, call.renderer)
                    keys.append(try ItemPath.comparable(value, isSensitive: isSensitive, call.renderer))
                }
                keyed.append((.list(Elements(keys)), item))
            }
            return try call.renderer.list(try Self.sorted(keyed, isReversed: try call.isTrue(1), call.renderer))
        }.entry,
        Function("dictsort", ["value", "case_sensitive", "by", "reverse"], required: 1) {
            (call) throws(TemplateError) in
            try Self.sortedDict(call)
        }.entry,
        Function("groupby", ["value", "attribute", "default", "case_sensitive"], required: 2) {
            (call) throws(TemplateError) in
            try Self.groups(call)
        }.entry,
        Self.extreme("min", .less),
        Self.extreme("max", .greater),
    ]

    /// A stable merge sort, since the one of the standard library can neither fail nor be counted.
    static func sorted(
        _ keyed: [(key: Value, item: Value)],
        isReversed: Bool,
        _ renderer: Renderer
    ) throws(TemplateError) -> [Value] {
        var from = keyed
        var width = 1
        while width < from.count {
            var merged: [(key: Value, item: Value)] = []
            merged.reserveCapacity(from.count)
            for start in stride(from: 0, to: from.count, by: 2 * width) {
                let middle = min(start + width, from.count)
                try Self.merge(
                    from[start..<middle],
                    from[middle..<min(middle + width, from.count)],
                    &merged,
                    isReversed,
                    renderer
                )
            }
            from = merged
            width *= 2
        }
        return from.map(\.item)
    }

    private static func merge(
        _ left: ArraySlice<(key: Value, item: Value)>,
        _ right: ArraySlice<(key: Value, item: Value)>,
        _ merged: inout [(key: Value, item: Value)],
        _ isReversed: Bool,
        _ renderer: Renderer
    ) throws(TemplateError) {
        var (left, right) = (left, right)
        while let first = left.first, let second = right.first {
            let isSecond =
                isReversed
                ? try Comparison.holds(.less, first.key, second.key, renderer)
                : try Comparison.holds(.less, second.key, first.key, renderer)
            merged.append(isSecond ? right.removeFirst() : left.removeFirst())
        }
        merged += left
        merged += right
    }

    private static func sortedDict(_ call: Call) throws(TemplateError) -> Value {
        let by = call.given(2)?.string ?? (call.given(2) == nil ? "key" : "")
        guard by == "key" || by == "value" else {
            throw TemplateError(.filterArgument, "You can only sort by either \"key\" or \"value\"")
        }
        if case .undefined(let undefined) = call[0] { throw undefined.error }
        guard case .dict(let mapping) = call[0] else {
            throw TemplateError(.attribute, "'\(call[0].typeName)' object has no attribute 'items'")
        }
        let isSensitive = try call.isTrue(1)
        try call.renderer.spend(steps: mapping.count)
        var keyed: [(key: Value, item: Value)] = []
        for (item, pair) in zip(mapping.pairs, zip(mapping.keys, mapping.values)) {
            let key = by == "key" ? pair.0 : pair.1
            keyed.append((try ItemPath.comparable(key, isSensitive: isSensitive, call.renderer), item))
        }
        return try call.renderer.list(try Self.sorted(keyed, isReversed: try call.isTrue(3), call.renderer))
    }

    private static func groups(_ call: Call) throws(TemplateError) -> Value {
        let renderer = call.renderer
        let isSensitive = try call.isTrue(3)
        let path = ItemPath(call[1])
        let standard = call.some(2)
        var keyed: [(key: Value, item: Value)] = []
        for item in try renderer.items(call[0]) {
            let key = try path.of(item, standard: standard, renderer)
            keyed.append((try ItemPath.comparable(key, isSensitive: isSensitive, renderer), item))
        }
        var groups: [(key: Value, members: [Value])] = []
        for item in try Self.sorted(keyed, isReversed: false, renderer) {
            let own = try path.of(item, standard: standard, renderer)
            let key = try ItemPath.comparable(own, isSensitive: isSensitive, renderer)
            if let last = groups.last, try Comparison.areEqual(last.key, key, renderer) {
                groups[groups.count - 1].members.append(item)
            } else {
                groups.append((key, [item]))
            }
        }
        var values: [Value] = []
        for group in groups {
            // The first member says how the key is really written.
            let grouper = try path.of(group.members[0], standard: standard, renderer)
            values.append(try renderer.object(Group(grouper, try renderer.list(group.members))))
        }
        return try renderer.list(values)
    }

    private static func extreme(_ name: String, _ relation: Relation) -> (String, Function) {
        Function(name, ["value", "case_sensitive", "attribute"], required: 1) { (call) throws(TemplateError) in
            try Self.extreme(of: try call.renderer.cursor(call[0]), relation, call)
        }.entry
    }

    static func extreme(of cursor: Cursor, _ relation: Relation, _ call: Call) throws(TemplateError) -> Value {
        let isSensitive = try call.isTrue(1)
        let path = ItemPath(call.given(2))
        var cursor = cursor
        var best: (key: Value, item: Value)?
        while let item = try cursor.next() {
            try call.renderer.step()
            let value = try path.of(item, call.renderer)
            let key = try ItemPath.comparable(value, isSensitive: isSensitive, call.renderer)
            if let found = best, !(try Comparison.holds(relation, key, found.key, call.renderer)) { continue }
            best = (key, item)
        }
        return best?.item ?? .undefined(Undefined("No aggregated item, sequence was empty."))
    }
}
