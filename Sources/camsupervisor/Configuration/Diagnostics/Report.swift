/// What was found so far.
///
/// Decoding goes on after an error, so that the operator sees all of them at once.
struct Report: Sendable {
    private(set) var diagnostics: [Diagnostic] = []

    var hasErrors: Bool { self.diagnostics.contains { $0.severity == .error } }

    mutating func error(_ message: String, at location: SourceLocation, hint: String? = nil) {
        self.append(Diagnostic(location: location, severity: .error, message: message, hint: hint))
    }

    mutating func warning(_ message: String, at location: SourceLocation, hint: String? = nil) {
        self.append(Diagnostic(location: location, severity: .warning, message: message, hint: hint))
    }

    mutating func append(_ diagnostic: Diagnostic) {
        self.diagnostics.append(diagnostic)
    }

    mutating func append(contentsOf other: Report) {
        self.diagnostics += other.diagnostics
    }
}
