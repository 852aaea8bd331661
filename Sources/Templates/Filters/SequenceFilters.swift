/// Filters that take sequences apart.
enum SequenceFilters {
    static let all: [(String, Function)] = [
        ("length", Self.length), ("count", Self.length),
        Function("list", ["value"]) { (call) throws(TemplateError) in
            try call.renderer.list(try call.renderer.items(call[0]))
        }.entry,
        Function("first", ["seq"]) { (call) throws(TemplateError) in
            var cursor = try call.renderer.cursor(call[0])
            return try cursor.next() ?? .undefined(Undefined("No first item, sequence was empty."))
        }.entry,
        Function("last", ["seq"]) { (call) throws(TemplateError) in
            guard Self.isReversible(call[0]) else { throw .type("'\(call[0].typeName)' object is not reversible") }
            return try call.renderer.items(call[0]).last ?? .undefined(Undefined("No last item, sequence was empty."))
        }.entry,
        Function("reverse", ["value"]) { (call) throws(TemplateError) in
            if case .string(let text) = call[0] {
                return try call.renderer.string(String(text.unicodeScalars.reversed()))
            }
            guard try call.renderer.optionalCursor(call[0]) != nil else {
                throw TemplateError(.filterArgument, "argument must be iterable")
            }
            let items = Array(try call.renderer.items(call[0]).reversed())
            // The original gives a list for what cannot be gone through from the end.
            guard Self.isReversible(call[0]) else { return try call.renderer.list(items) }
            return try Self.lazy("reversed", items, over: call[0], call.renderer)
        }.entry,
        Function("random", ["seq"]) { (call) throws(TemplateError) in
            try Self.random(call) ?? .undefined(Undefined("No random item, sequence was empty."))
        }.entry,
        Function("items", ["value"]) { (call) throws(TemplateError) in
            if call[0].isUndefined { return try Self.lazy("generator", [], over: call[0], call.renderer) }
            guard case .dict(let mapping) = call[0] else {
                return try Self.failing("Can only get item pairs from a mapping.", call)
            }
            try call.renderer.spend(steps: mapping.count)
            return try Self.lazy("generator", mapping.pairs, over: call[0], call.renderer)
        }.entry,
        Function("batch", ["value", "linecount", "fill_with"], required: 2) { (call) throws(TemplateError) in
            try Self.batches(call)
        }.entry,
        Function("slice", ["value", "slices", "fill_with"], required: 2) { (call) throws(TemplateError) in
            try Self.slices(call)
        }.entry,
    ]

    private static let length = Function("length", ["obj"]) { (call) throws(TemplateError) in
        guard let length = try call.renderer.optionalLength(call[0]) else {
            throw .type("object of type '\(call[0].typeName)' has no len()")
        }
        return .int(length)
    }

    private static func isReversible(_ value: Value) -> Bool {
        switch value {
        case .none, .bool, .int, .float: false
        case .object(let object): object is DictView || object is Group
        default: true
        }
    }

    static func lazy(
        _ name: String,
        _ items: [Value],
        over value: Value,
        _ renderer: Renderer
    ) throws(TemplateError) -> Value {
        var cursor = Cursor(items)
        return try renderer.generator(name, over: value) { () throws(TemplateError) in try cursor.next() }
    }

    /// Fails when somebody asks for an element, not before.
    private static func failing(_ reason: String, _ call: Call) throws(TemplateError) -> Value {
        try call.renderer.generator("generator", over: call[0]) { () throws(TemplateError) in throw .type(reason) }
    }

    /// - Returns: `nil` when there is nothing to choose from.
    static func random(_ call: Call) throws(TemplateError) -> Value? {
        guard let count = try call.renderer.optionalLength(call[0]) else {
            throw .type("object of type '\(call[0].typeName)' has no len()")
        }
        guard count > 0 else { return nil }
        let value = try Access.item(
            call[0],
            .int(Int(call.renderer.random.next() % UInt64(count))),
            call.renderer
        )
        if value.isUndefined { throw TemplateError(.key, "'\(call[0].typeName)' has no elements by number") }
        return value
    }

    private static func batches(_ call: Call) throws(TemplateError) -> Value {
        let (count, fill, renderer) = (call[1], call.some(2), call.renderer)
        var cursor: Cursor?
        var isDone = false
        var carried: Value?
        return try renderer.generator("generator", over: call[0]) { () throws(TemplateError) in
            guard !isDone else { return nil }
            var source: Cursor
            if let cursor { source = cursor } else { source = try renderer.cursor(call[0]) }
            var batch = carried.map { [$0] } ?? []
            carried = nil
            while let item = try source.next() {
                try renderer.step()
                if try Comparison.areEqual(.int(batch.count), count, renderer) {
                    carried = item
                    cursor = source
                    return try renderer.list(batch)
                }
                batch.append(item)
            }
            isDone = true
            guard !batch.isEmpty else { return nil }
            if let fill, try Comparison.holds(.less, .int(batch.count), count, renderer) {
                let missing = try Call.integer(count) - batch.count
                try renderer.check(elements: missing)
                batch += [Value](repeating: fill, count: missing)
            }
            return try renderer.list(batch)
        }
    }

    private static func slices(_ call: Call) throws(TemplateError) -> Value {
        let (fill, renderer) = (call.some(2), call.renderer)
        var items: [Value]?
        var number = 0
        var offset = 0
        return try renderer.generator("generator", over: call[0]) { () throws(TemplateError) in
            let all: [Value]
            if let items { all = items } else { all = try renderer.items(call[0]) }
            items = all
            let count = try Call.integer(call[1])
            guard count != 0 else { throw TemplateError(.zeroDivision, "integer division or modulo by zero") }
            guard number < count else { return nil }
            try renderer.step()
            let (size, extra) = (all.count / count, all.count % count)
            let start = offset + number * size
            if number < extra { offset += 1 }
            let end = offset + (number + 1) * size
            var slice = Array(all[start..<end])
            if let fill, number >= extra { slice.append(fill) }
            number += 1
            return try renderer.list(slice)
        }
    }
}
