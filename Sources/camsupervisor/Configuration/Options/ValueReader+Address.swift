internal import Shared
internal import Templates

extension ValueReader where Value == CameraAddress {
    /// An absolute URL of one of the schemes, or a template of one.
    ///
    /// What a template renders to its worker judges. No message repeats either: people write passwords into them.
    static func address(_ schemes: [String]) -> Self {
        let url = ValueReader<CameraURL>.url(schemes)
        return Self("\(url.form), or a template of one") { node, key, report in
            guard let scalar = node.scalar, URLTemplate.isTemplate(scalar.text) else {
                return url.read(node, key: key, &report).map { .fixed($0) }
            }
            guard scalar.text.utf8.count <= URLTemplate.longest else {
                report.error("'\(key)' is a template of more than \(URLTemplate.longest) bytes", at: node.location)
                return nil
            }
            let reader = TemplateReader(node: node, scalar: scalar, key: key)
            guard let template = reader.template(&report) else { return nil }
            if let scheme = template.leadingScheme, !schemes.contains(scheme) {
                let beginnings = ValueReader<CameraURL>.beginnings(schemes)
                report.error("'\(key)' must begin with \(beginnings)", at: node.location)
                return nil
            }
            return .template(template)
        }
    }
}

/// Reads the template that an option holds, and says where in the file it is wrong.
private struct TemplateReader {
    let node: Node
    let scalar: Node.Scalar
    let key: String

    func template(_ report: inout Report) -> URLTemplate? {
        do throws(TemplateError) {
            let template = try Template(self.scalar.text)
            for name in template.unknownNames {
                let named = self.scalar.isSecret ? "a name that it uses" : "'\(name.name)'"
                report.warning(
                    "'\(self.key)': nothing is known to templates as \(named); it renders as nothing",
                    at: self.location(of: name.position),
                    hint: name.near.map { "did you mean '\($0)'?" }
                )
            }
            return URLTemplate(Secret(self.scalar.text))
        } catch {
            // A secret is quoted nowhere, not by a word.
            let place = error.position.map { " in line \($0.line), column \($0.column)" } ?? ""
            report.error(
                "'\(self.key)' is no template: " + (self.scalar.isSecret ? "it is wrong\(place)" : "\(error)"),
                at: error.position.map(self.location) ?? self.node.location
            )
            return nil
        }
    }

    /// Where in the file a place of the template is.
    private func location(of position: Position) -> SourceLocation {
        self.scalar.written?.location(ofLine: position.line, column: position.column, in: self.scalar.text)
            ?? self.node.location
    }
}
