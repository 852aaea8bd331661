/// Functions that fail with advice when they get what they cannot use, unless a default is given.
enum Forgiving {
    /// The default in place of an error about the value.
    static func attempt(
        _ call: Call,
        _ name: String,
        default index: Int,
        _ compute: () throws(TemplateError) -> Value
    ) throws(TemplateError) -> Value {
        do throws(TemplateError) {
            return try compute()
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
            if let standard = call.given(index) { return standard }
            throw try Self.noDefault(name, call[0], call.renderer)
        }
    }

    static func noDefault(_ name: String, _ value: Value, _ renderer: Renderer) throws(TemplateError) -> TemplateError {
        let text = String(try renderer.text(value).unicodeScalars.prefix(80))
        return .value("\(name) got invalid input '\(text)' but no default was specified")
    }
}
