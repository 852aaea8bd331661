/// One thing that is wrong, where it is, and what to do about it.
///
/// Repeats no secret.
struct Diagnostic: Error, Sendable, Hashable {
    var location: SourceLocation
    var severity: Severity
    var message: String
    /// What to do, as `did you mean "buffer"?`.
    var hint: String?

    enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:col: error: message (hint)`, one line.
    var description: String {
        let hint = self.hint.map { " (\($0))" } ?? ""
        return "\(self.location): \(self.severity.rawValue): \(self.message)\(hint)"
    }
}

extension Diagnostic: Comparable {
    /// By place; at one place errors before warnings.
    static func < (left: Self, right: Self) -> Bool {
        (left.location, left.severity.rawValue, left.message) < (right.location, right.severity.rawValue, right.message)
    }
}
