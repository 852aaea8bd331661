/// Where in a template something stands: both count from 1, columns in Unicode scalars.
package struct Position: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Why a template cannot be read or rendered, in words for whoever wrote it.
package struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The cause, by the exception that the original raises in the same place; `limit` and `unsupported` are ours.
    package enum Kind: String, Hashable, Sendable {
        /// The text is no template; found when it is read.
        case syntax
        case undefined
        case type
        case value
        case zeroDivision
        case overflow
        case index
        case key
        case attribute
        /// Something the sandbox refuses, such as `append` on a list.
        case security
        case runtime
        case filterArgument
        case assertion
        /// Macros that call each other too deep.
        case recursion
        /// One of `TemplateLimits`.
        case limit
        /// A part of the original that is left out here on purpose.
        case unsupported
    }

    package var kind: Kind
    /// What is wrong, without the place.
    package var reason: String
    /// Where; `nil` only while the error is on its way up.
    package var position: Position?

    package init(_ kind: Kind, _ reason: String, at position: Position? = nil) {
        self.kind = kind
        self.reason = reason
        self.position = position
    }

    /// One printable line of some 330 characters at most, also where it quotes the template or a state.
    package var description: String {
        let reason = String(self.reason.unicodeScalars.prefix(Self.longestReason).map { $0.isPrintable ? $0 : "?" })
        let shown = self.reason.unicodeScalars.count > Self.longestReason ? reason + "…" : reason
        guard let position else { return shown }
        return "line \(position.line), column \(position.column): \(shown)"
    }

    /// Enough for every sentence here and a quoted name; a log line takes more.
    private static let longestReason = 300

    /// The same error with a place, unless a more exact one is known already.
    func located(_ position: Position) -> Self {
        guard self.position == nil else { return self }
        var located = self
        located.position = position
        return located
    }

    static func type(_ reason: String) -> Self { Self(.type, reason) }
    static func value(_ reason: String) -> Self { Self(.value, reason) }
}
