/// The value of what is not there: prints as nothing, is false and empty, and fails with its message in any other use.
final class Undefined: Sendable {
    /// Says what is not there.
    let message: String
    let kind: TemplateError.Kind

    init(_ message: String, kind: TemplateError.Kind = .undefined) {
        self.message = message
        self.kind = kind
    }

    convenience init(name: String) {
        self.init("'\(name)' is undefined")
    }

    /// The place of an argument that was not given; never seen by a template.
    static let hole = Undefined("argument not given")

    var error: TemplateError { TemplateError(self.kind, self.message) }
}
