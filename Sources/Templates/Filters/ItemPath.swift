/// `attribute='a.b.0'` of many filters: a way into each element.
struct ItemPath {
    private let parts: [Value]

    /// - Parameter attribute: A name, several with dots between, an index, or nothing for the element itself.
    init(_ attribute: Value?) {
        switch attribute {
        case nil, .some(.none): self.parts = []
        case .some(.string(let text)):
            self.parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
                Int(part).flatMap { part.first != "-" && part.first != "+" ? .int($0) : nil } ?? .string(String(part))
            }
        case .some(let value): self.parts = [value]
        }
    }

    /// Several, separated by commas.
    static func several(_ attribute: Value?) -> [ItemPath] {
        guard case .string(let text)? = attribute else { return [ItemPath(attribute)] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { ItemPath(.string(String($0))) }
    }

    /// - Parameter standard: Stands for what an element does not have.
    func of(_ item: Value, standard: Value? = nil, _ renderer: Renderer) throws(TemplateError) -> Value {
        var value = item
        for part in self.parts {
            value = try Access.item(value, part, renderer)
            if let standard, value.isUndefined { value = standard }
        }
        return value
    }

    /// What an element is compared by: texts in lower case, unless case matters.
    static func comparable(
        _ value: Value,
        isSensitive: Bool,
        _ renderer: Renderer
    ) throws(TemplateError) -> Value {
        guard !isSensitive, case .string(let text) = value else { return value }
        try renderer.charge(value)
        return .string(LetterCase.lower(text))
    }
}
