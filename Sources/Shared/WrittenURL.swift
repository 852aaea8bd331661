/// A URL as far as it stands in a template's text.
package struct WrittenURL: Sendable, Hashable {
    /// What stands for a part that is rendered.
    static let gap: Character = "\u{FFFC}"

    /// Lower case.
    package var scheme: String
    /// `nil` when some of it is rendered.
    package var host: String?
    /// `nil` when it is the scheme's own, or rendered.
    package var port: UInt16?
    /// The parts of the user that stand there.
    package var user: [String] = []
    /// The parts of the password that stand there.
    package var password: [String] = []
    /// The parts of the query that stand there; one when all of it does.
    package var query: [String] = []
    /// Whether some of the query is rendered.
    package var isQueryOpen = false

    /// All of a text.
    static func all(in text: String) -> [WrittenURL] {
        var found: [WrittenURL] = []
        var rest = text[...]
        while let separator = rest.firstRange(of: "://") {
            let scheme = rest[..<separator.lowerBound].reversed().prefix { character in
                character.isASCII && (character.isLetter || character.isNumber || "+-.".contains(character))
            }
            rest = rest[separator.upperBound...]
            guard !scheme.isEmpty else { continue }
            found.append(WrittenURL(scheme: String(scheme.reversed()).lowercased(), rest))
        }
        return found
    }

    /// - Parameter rest: What follows the `://`.
    private init(scheme: String, _ rest: Substring) {
        self.scheme = scheme
        let whole = rest.prefix { !$0.isWhitespace && !"'\"|".contains($0) }
        let authority = whole.prefix { !"/?#".contains($0) }
        var place = authority
        if let at = authority.lastIndex(of: "@") {
            let login = authority[..<at]
            let colon = login.firstIndex(of: ":") ?? login.endIndex
            self.user = Self.parts(login[..<colon])
            self.password = Self.parts(login[colon...].dropFirst())
            place = authority[authority.index(after: at)...]
        }
        if let mark = whole.firstIndex(of: "?") {
            let query = whole[mark...].dropFirst().prefix { $0 != "#" }
            self.query = Self.parts(query)
            self.isQueryOpen = query.contains(Self.gap)
        }
        let end = place.lastIndex(of: "]") ?? place.startIndex
        let colon = place[end...].lastIndex(of: ":")
        let host = place[..<(colon ?? place.endIndex)].filter { !"[]".contains($0) }
        self.host = host.contains(Self.gap) || host.isEmpty ? nil : host.lowercased()
        self.port = colon.flatMap { UInt16(place[$0...].dropFirst()) }
    }

    private static func parts(_ text: Substring) -> [String] {
        text.split(separator: Self.gap).map(String.init)
    }
}
