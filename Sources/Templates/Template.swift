/// A template that was read without an error and can be rendered any number of times.
package struct Template: Sendable {
    /// Which functions there are, and which way some of them behave.
    package enum Language: Sendable {
        /// Jinja2 with the extras of Home Assistant.
        case homeAssistant
        /// Jinja2 alone, to compare with.
        case jinja
    }

    /// The text it was made of.
    package let source: String
    /// Nothing in it can change: it renders as itself.
    package let isStatic: Bool
    /// What of the world it may ask for.
    package let names: EntityNames
    /// What it names that nothing has, and that will render as nothing.
    package let unknownNames: [UnknownName]
    private let block: Block
    private let dialect: Dialect
    private let stripsText: Bool

    /// A name that nothing has.
    package struct UnknownName: Hashable, Sendable {
        package var name: String
        /// Where it first stands.
        package var position: Position
        /// What was perhaps meant.
        package var near: String?
    }

    /// - Throws: The first error of the text, with its place.
    package init(_ source: String, language: Language = .homeAssistant) throws(TemplateError) {
        self.dialect = language == .homeAssistant ? .homeAssistant : .jinja
        self.stripsText = language == .homeAssistant
        self.source = self.stripsText ? String(source.unicodeScalars.trimmedSpace()) : source
        let statements = try Parser.parse(self.source)
        self.isStatic = self.stripsText && !Self.hasTag(source)
        self.names = EntityNames(statements)
        self.unknownNames = UnknownNames(statements, self.dialect).found
        self.block = try Compiler.compile(statements, self.dialect)
    }

    private static func hasTag(_ source: String) -> Bool {
        ["{{", "{%", "{#"].contains { TextSearch.first($0, in: source) != nil }
    }

    /// - Parameters:
    ///   - variables: What the template can name beside the functions.
    ///   - entities: The same, as entities with `.name`, `.entity_id`, `.state` and `.attributes`.
    ///   - generator: For the filter `random`.
    package func render(
        in surroundings: Surroundings,
        variables: [String: PlainValue] = [:],
        entities: [String: EntityState] = [:],
        limits: TemplateLimits = TemplateLimits(),
        using generator: some RandomNumberGenerator = SystemRandomNumberGenerator()
    ) throws(TemplateError) -> Rendering {
        if self.isStatic { return Rendering(text: self.source) }
        var values: [String: Value] = [:]
        for (name, value) in variables { values[name] = try value.value() }
        for (name, state) in entities { values[name] = .object(EntityObject(state)) }
        let renderer = Renderer(
            dialect: self.dialect,
            surroundings: surroundings,
            variables: values,
            limits: limits,
            random: generator
        )
        do throws(TemplateError) {
            let text = try renderer.render(self.block)
            let stripped = self.stripsText ? String(text.unicodeScalars.trimmedSpace()) : text
            return Rendering(text: stripped, record: renderer.record)
        } catch {
            throw error.located(Position(line: 1, column: 1))
        }
    }
}
