/// A report for tired eyes: what it is about, and two columns below.
struct ReportLines: Sendable {
    private static let column = 18
    private(set) var lines: [String] = []

    /// A line of its own, with an empty one before it.
    mutating func head(_ text: String) {
        if !self.lines.isEmpty { self.lines.append("") }
        self.lines.append(text)
    }

    /// Words that need no name.
    mutating func add(_ words: String) { self.lines.append("  \(words)") }

    /// Nothing for what is not known.
    mutating func add(_ name: String, _ words: String?) {
        guard let words, !words.isEmpty else { return }
        self.lines.append("  \(name)\(String(repeating: " ", count: max(1, Self.column - name.count)))\(words)")
    }

    var text: String { self.lines.map { "\($0)\n" }.joined() }
}
