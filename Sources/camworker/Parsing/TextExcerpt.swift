internal import Shared

/// A piece of a foreign text that may be shown: one line, printable, short, without what looks like a credential.
enum TextExcerpt {
    /// - Parameter longest: Unicode scalars; a longer text ends with an ellipsis.
    static func of(_ text: String, longest: Int) -> String {
        self.shortened(self.masked(self.words(text, longest: longest)), longest: longest)
    }

    /// A name that somebody gave, as `Gate & Yard`: what looks like a credential in a sentence is none there.
    ///
    /// - Parameter longest: as of ``of(_:longest:)``.
    static func name(_ text: String, longest: Int) -> String {
        let words = self.words(text, longest: longest).map { $0.contains("://") ? secretMask : String($0) }
        return self.shortened(words, longest: longest)
    }

    private static func words(_ text: String, longest: Int) -> [Substring] {
        // Only so much is looked at; the rest cannot show.
        let scalars = text.unicodeScalars.prefix(longest * 16).map { self.isPrintable($0) ? $0 : " " }
        return String(String.UnicodeScalarView(scalars)).split(separator: " ")
    }

    private static func shortened(_ words: [String], longest: Int) -> String {
        let line = words.joined(separator: " ")
        // Scalars, not characters: one character may be a letter and a thousand accents.
        guard line.unicodeScalars.count > longest else { return line }
        return String(line.unicodeScalars.prefix(longest - 1)) + "…"
    }

    /// Replaces words that may carry a password: parts of URLs and queries, and what follows `Basic`, `Password:`, ….
    private static func masked(_ words: [Substring]) -> [String] {
        var hideNext = false
        return words.map { word in
            let lowercased = word.lowercased()
            defer { hideNext = self.announcesSecret(lowercased) }
            let hidden = hideNext || word.contains { "=@&".contains($0) } || word.contains("://")
            return hidden ? secretMask : String(word)
        }
    }

    private static func announcesSecret(_ word: String) -> Bool {
        if ["basic", "digest", "bearer"].contains(word) { return true }
        guard word.hasSuffix(":") else { return false }
        return ["pass", "pwd", "user", "token", "secret", "key", "auth"].contains { word.contains($0) }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}
