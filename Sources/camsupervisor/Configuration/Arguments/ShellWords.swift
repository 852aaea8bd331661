/// Splits a line into words as a shell does: quotes and backslashes, nothing else; no shell ever sees it.
///
/// The rules are those of Python's `shlex.split`, by which Home Assistant reads the same lines.
enum ShellWords {
    enum Problem: Error, Equatable, CustomStringConvertible {
        /// A quote that nothing closes; which.
        case openQuote(Character)
        case nothingAfterBackslash

        var description: String {
            switch self {
            case .openQuote(let quote): "a \(quote) is not closed"
            case .nothingAfterBackslash: "nothing follows the last backslash"
            }
        }
    }

    static func split(_ line: String) throws(Problem) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = Substring(line)
        while let character = rest.popFirst() {
            switch (character, quote) {
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("\\", nil), ("\\", "\""):
                guard let next = rest.popFirst() else { throw .nothingAfterBackslash }
                // Within quotes it is itself, but before what would end them.
                let isKept = quote != nil && next != "\"" && next != "\\"
                word = (word ?? "") + (isKept ? "\\" : "") + String(next)
            case (let character, nil) where character.isWhitespace:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let quote { throw .openQuote(quote) }
        if let word { words.append(word) }
        return words
    }
}
