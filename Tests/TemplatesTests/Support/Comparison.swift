import Templates

/// Renders what another engine rendered, and says where the two differ.
struct Comparison {
    var surroundings: Surroundings
    var variables: [String: PlainValue]
    var language: Template.Language

    /// `text` or `error: kind`.
    func result(of template: String) -> String {
        do throws(TemplateError) {
            let template = try Template(template, language: self.language)
            return "text: " + (try template.render(in: self.surroundings, variables: self.variables).text)
        } catch {
            return "error: \(error.kind)" + (error.kind == .syntax ? " in line \(error.position?.line ?? 0)" : "")
        }
    }

    static func expected(_ one: Fixture.Case) -> String {
        guard let error = one.error else { return "text: " + (one.output ?? "") }
        return "error: \(error)" + (error == "syntax" ? " in line \(one.line ?? 0)" : "")
    }

    /// The cases with another result, in lines for people.
    /// - Parameter known: By template what is different on purpose, and why.
    func differences(_ fixture: Fixture, known: [String: String]) -> [String] {
        var lines: [String] = []
        for one in fixture.cases {
            let theirs = Self.expected(one)
            var ours = self.result(of: one.template)
            // Python's own syntax errors have no line of the template.
            if one.error == "syntax", one.line == nil, ours.hasPrefix("error: syntax") { ours = theirs }
            let isDifferent = !ours.utf8.elementsEqual(theirs.utf8)
            guard isDifferent != (known[one.template] != nil) else { continue }
            lines.append(
                isDifferent
                    ? "[\(one.group)] \(one.template)\n    ours:   \(ours)\n    theirs: \(theirs)"
                    : "[\(one.group)] \(one.template)\n    is no difference any more"
            )
        }
        return lines
    }
}
