/// Filters that apply a filter or a test to each element, one by one as they are asked for.
enum SelectingFilters {
    static let all: [(String, Function)] = [
        Function("map", ["value"], isVariadic: true, takesNames: true) { (call) throws(TemplateError) in
            try Self.map(call)
        }.entry,
        Self.select("select", keeps: true, byAttribute: false),
        Self.select("reject", keeps: false, byAttribute: false),
        Self.select("selectattr", keeps: true, byAttribute: true),
        Self.select("rejectattr", keeps: false, byAttribute: true),
        Function("unique", ["value", "case_sensitive", "attribute"], required: 1) { (call) throws(TemplateError) in
            try Self.unique(call)
        }.entry,
    ]

    private typealias Change = (Value) throws(TemplateError) -> Value?

    /// - Parameter prepare: Makes what is done with each element; called for the first one, where its errors show in the
    ///   original too.
    private static func lazy(
        _ call: Call,
        _ prepare: @escaping () throws(TemplateError) -> Change
    ) throws(TemplateError) -> Value {
        let renderer = call.renderer
        var state: (cursor: Cursor, change: Change)?
        return try renderer.generator("generator", over: call[0]) { () throws(TemplateError) in
            if state == nil {
                guard try renderer.isTrue(call[0]) else { return nil }
                let change = try prepare()
                state = (try renderer.cursor(call[0]), change)
            }
            while let item = try state?.cursor.next() {
                try renderer.step()
                if let value = try state?.change(item) { return value }
            }
            return nil
        }
    }

    private static func map(_ call: Call) throws(TemplateError) -> Value {
        let renderer = call.renderer
        return try Self.lazy(call) { () throws(TemplateError) in
            guard call.arguments.count < 2, let attribute = call.named.first(where: { $0.name == "attribute" }) else {
                return try Self.filter(call)
            }
            let standard = call.named.first { $0.name == "default" }?.value
            if let other = call.named.first(where: { $0.name != "attribute" && $0.name != "default" }) {
                throw TemplateError(.filterArgument, "Unexpected keyword argument '\(other.name)'")
            }
            let path = ItemPath(attribute.value)
            let usable = standard?.isNone == true ? nil : standard
            return { (item) throws(TemplateError) in try path.of(item, standard: usable, renderer) }
        }
    }

    private static func filter(_ call: Call) throws(TemplateError) -> Change {
        guard call.arguments.count >= 2 else {
            throw TemplateError(.filterArgument, "map requires a filter argument")
        }
        let function = try Self.function(call[1], "filter", call.renderer.dialect.filters)
        let rest = Array(call.arguments.dropFirst(2))
        return { (item) throws(TemplateError) in
            try function.call(Arguments(positional: [item] + rest, named: call.named), call.renderer)
        }
    }

    private static func function(
        _ name: Value,
        _ kind: String,
        _ table: [String: Function]
    ) throws(TemplateError) -> Function {
        if case .undefined(let undefined) = name { throw undefined.error }
        _ = try Mapping.Key.of(name)
        guard let text = name.string, let function = table[text] else {
            throw TemplateError(.runtime, "there is no \(kind) '\(name.string ?? name.typeName)'")
        }
        return function
    }

    private static func select(_ name: String, keeps: Bool, byAttribute: Bool) -> (String, Function) {
        Function(name, ["value"], isVariadic: true, takesNames: true) { (call) throws(TemplateError) in
            try Self.lazy(call) { () throws(TemplateError) in
                let renderer = call.renderer
                guard !byAttribute || call.arguments.count >= 2 else {
                    throw TemplateError(.filterArgument, "Missing parameter for attribute name")
                }
                let path = byAttribute ? ItemPath(call[1]) : ItemPath(nil)
                let place = byAttribute ? 2 : 1
                guard call.arguments.count > place else {
                    return { (item) throws(TemplateError) in
                        try renderer.isTrue(try path.of(item, renderer)) == keeps ? item : nil
                    }
                }
                let rest = Array(call.arguments.dropFirst(place + 1))
                return { (item) throws(TemplateError) in
                    let value = try path.of(item, renderer)
                    let test = try Self.function(call[place], "test", renderer.dialect.tests)
                    let result = try test.call(Arguments(positional: [value] + rest, named: call.named), renderer)
                    return try renderer.isTrue(result) == keeps ? item : nil
                }
            }
        }.entry
    }

    private static func unique(_ call: Call) throws(TemplateError) -> Value {
        let renderer = call.renderer
        let isSensitive = try call.isTrue(1)
        let path = ItemPath(call.given(2))
        var cursor: Cursor?
        var seen: Set<Mapping.Key> = []
        return try renderer.generator("generator", over: call[0]) { () throws(TemplateError) in
            var source: Cursor
            if let cursor { source = cursor } else { source = try renderer.cursor(call[0]) }
            defer { cursor = source }
            while let item = try source.next() {
                try renderer.step()
                let value = try path.of(item, renderer)
                try renderer.charge(value)
                let key = try ItemPath.comparable(value, isSensitive: isSensitive, renderer)
                if seen.insert(try Mapping.Key.of(key)).inserted {
                    return item
                }
            }
            return nil
        }
    }
}
