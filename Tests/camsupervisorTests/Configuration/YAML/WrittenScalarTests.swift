import Testing

@testable import camsupervisor

/// Each example has a `¶` where the place is that is looked for; the text is what YAML makes of the rest.
@Suite("Places of a text in its file")
struct WrittenScalarTests {
    @Test(
        "the place of a letter is found, however the text is written",
        arguments: [
            "key: http://h/{{ ¶wrong }}", "key: 'it''s {{ ''a''|¶wrong }}'", "key: \"\\u00fc\\t\\x41 {{ ¶wrong }}\"",
            "key: !!str \"{{ ¶wrong }}\"", "key: |\n  a\n   b {{\n    ¶wrong }}\n",
            "key: |-  # why\n\n\n  {{ ¶wrong }}", "key: >\n  a\n  b\n\n  {{ ¶wrong }}",
            "key:\n  a\n  {{ c }} {{ ¶wrong }}",
            "key: \"a \\\n  b {{ ¶wrong }}\"", "key: üü{{ ¶wrong }}",
        ]
    )
    func places(_ example: String) throws {
        let parts = example.split(separator: "¶", omittingEmptySubsequences: false)
        let before = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        let root = try NodeParser.parse(Array(parts.joined().utf8), file: "f")
        let scalar = try #require(root.pairs?.first?.value.scalar)
        let stripped = scalar.text.drop { $0.isWhitespace }
        let target = try #require(stripped.firstRange(of: "wrong"))
        let lines = stripped[..<target.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
        let found = scalar.written?.location(
            ofLine: lines.count,
            column: (lines.last?.unicodeScalars.count ?? 0) + 1,
            in: scalar.text
        )
        let column = (before.last?.unicodeScalars.count ?? 0) + 1
        let expected = SourceLocation(file: "f", line: before.count, column: column)
        #expect(found == expected, "\(scalar.text)")
    }

    @Test("a text that is no template is not kept twice")
    func others() throws {
        let root = try NodeParser.parse(Array("key: value".utf8), file: "f")
        #expect(root.pairs?.first?.value.scalar?.written == nil)
    }
}
