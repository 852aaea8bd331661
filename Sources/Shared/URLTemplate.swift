/// A template that renders to a URL, and what can be known of that URL without rendering it.
package struct URLTemplate: Sendable, Hashable {
    /// Bytes: two of them, escaped, fit into `configure` beside everything else.
    package static let longest = 8 * 1024

    /// As it stands in the configuration; people write passwords into it.
    package var text: Secret<String>

    package init(_ text: Secret<String>) {
        self.text = text
    }

    /// Whether a text is a template at all.
    package static func isTemplate(_ text: String) -> Bool {
        ["{{", "{%", "{#"].contains { text.contains($0) }
    }

    /// The scheme of every URL that it renders to; `nil` when its text does not begin with one.
    package var leadingScheme: String? {
        let text = self.text.reveal().drop { $0.isWhitespace }
        let scheme = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        guard !scheme.isEmpty, text[scheme.endIndex...].hasPrefix("://") else { return nil }
        return scheme.lowercased()
    }

    /// The URLs that stand in the text, be it in a string of an expression, as far as they do.
    package var writtenURLs: [WrittenURL] {
        let pieces = Pieces(self.text.reveal())
        return ([pieces.outside] + pieces.inside).flatMap(WrittenURL.all)
    }

    /// The text outside of the tags, and what stands in them.
    private struct Pieces {
        /// Where a tag prints something is ``WrittenURL/gap``, where it does not, a line end.
        var outside = ""
        var inside: [String] = []

        init(_ text: String) {
            var rest = text[...]
            while let open = Self.nextTag(in: rest) {
                self.outside += rest[..<open]
                let kind = rest[rest.index(after: open)]
                let close: String
                switch kind {
                case "{": close = "}}"
                case "%": close = "%}"
                default: close = "#}"
                }
                let body = rest[open...].dropFirst(2)
                let end = body.firstRange(of: close)
                if kind != "#" {
                    self.inside.append(String(body[..<(end?.lowerBound ?? body.endIndex)]))
                    self.outside.append(kind == "{" ? WrittenURL.gap : "\n")
                }
                rest = end.map { body[$0.upperBound...] } ?? ""
            }
            self.outside += rest
        }

        private static func nextTag(in text: Substring) -> Substring.Index? {
            var rest = text
            while let brace = rest.firstIndex(of: "{") {
                let next = rest[rest.index(after: brace)...]
                if let kind = next.first, "{%#".contains(kind) { return brace }
                rest = next
            }
            return nil
        }
    }
}

extension URLTemplate: CustomStringConvertible {
    package var description: String { "a template" }
}
