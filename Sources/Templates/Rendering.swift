/// What a template became.
package struct Rendering: Sendable {
    package var text: String
    /// Names that were printed or looped over although nothing has them, and where; at most `TemplateLimits.warnings`.
    package var warnings: [TemplateError] = []
    /// The entities this rendering asked for, existing or not.
    package var entities: Set<String> = []
    /// The domains all of whose entities it asked for.
    package var domains: Set<String> = []
    /// Whether it asked for all entities there are.
    package var usesAllStates = false
    /// Whether it asked for the time.
    package var usesTime = false

    init(text: String) { self.text = text }

    init(text: String, record: RenderRecord) {
        self.text = text
        self.warnings = record.warnings
        self.entities = record.entities
        self.domains = record.domains
        self.usesAllStates = record.usesAllStates
        self.usesTime = record.usesTime
    }
}

/// What is noted while a template is rendered.
struct RenderRecord {
    private(set) var warnings: [TemplateError] = []
    var entities: Set<String> = []
    var domains: Set<String> = []
    var usesAllStates = false
    var usesTime = false

    mutating func warn(_ warning: TemplateError) {
        guard self.warnings.count < TemplateLimits.warnings, !self.warnings.contains(warning) else { return }
        self.warnings.append(warning)
    }
}
