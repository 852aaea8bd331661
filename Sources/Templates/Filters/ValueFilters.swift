/// Filters of any value.
enum ValueFilters {
    static let all: [(String, Function)] = [
        ("default", Self.standard), ("d", Self.standard),
        Function("attr", ["obj", "name"]) { (call) throws(TemplateError) in
            try Access.onlyAttribute(call[0], try call.text(1), call.renderer)
        }.entry,
    ]

    private static let standard = Function("default", ["value", "default_value", "boolean"], required: 1) {
        (call) throws(TemplateError) in
        var isMissing = call[0].isUndefined
        if !isMissing, try call.isTrue(2) { isMissing = !(try call.renderer.isTrue(call[0])) }
        return isMissing ? call.given(1) ?? .empty : call[0]
    }
}
