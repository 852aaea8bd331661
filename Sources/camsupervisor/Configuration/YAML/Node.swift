/// A value of a YAML file with the place it stands at.
///
/// Aliases are followed already.
struct Node: Sendable, Hashable {
    var content: Content
    /// As libyaml gives it: `!secret`, `tag:yaml.org,2002:str`; `nil` when the file says none.
    var tag: String?
    var location: SourceLocation

    enum Content: Sendable, Hashable {
        case scalar(Scalar)
        case sequence([Node])
        /// Pairs in the order of the file; keys may still repeat.
        case mapping([Pair])
        /// Something already reported: whoever meets it stays silent.
        case broken
    }

    /// A text as it stands in the file.
    struct Scalar: Sendable, Hashable {
        var text: String
        /// Neither quoted nor a block: only then can it be null.
        var isPlain: Bool
        /// Came from `!secret`, `!credential` or `!env_var`: no message may repeat it.
        var isSecret = false
        /// How it stands in the file, of a template: its errors have a place within it.
        var written: WrittenScalar?
        /// The file of a `!credential`, for options that take a file.
        var credential: String?
    }

    /// One `key: value`.
    struct Pair: Sendable, Hashable {
        var key: Node
        var value: Node
    }
}

extension Node {
    /// Whether nothing stands there: empty, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = self.content, scalar.isPlain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// The text of a scalar that is not null.
    var scalar: Scalar? {
        guard case .scalar(let scalar) = self.content, !self.isNull else { return nil }
        return scalar
    }

    var pairs: [Pair]? {
        guard case .mapping(let pairs) = self.content else { return nil }
        return pairs
    }

    var isBroken: Bool { self.content == .broken }

    /// For messages that must not repeat the value.
    var kind: String {
        switch self.content {
        case .scalar: self.isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a map"
        case .broken: "something unreadable"
        }
    }

    /// For messages: the value in quotes when it is an open text, else its kind.
    var shown: String {
        guard let scalar = self.scalar else { return self.kind }
        return scalar.isSecret ? "the secret given" : quoted(scalar.text)
    }
}

/// A text from the file in double quotes, on one line and cut to 40 characters, fit for a message.
func quoted(_ text: String) -> String {
    let longest = 40
    let cut = text.unicodeScalars.prefix(longest).map { scalar -> String in
        scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : String(scalar)
    }
    return "\"\(cut.joined())\(text.unicodeScalars.count > longest ? "…" : "")\""
}
