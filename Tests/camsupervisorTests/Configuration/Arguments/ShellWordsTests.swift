import TestSupport
import Testing

@testable import camsupervisor

@Suite("Shell words")
struct ShellWordsTests {
    /// As Python's `shlex.split` has them.
    @Test(
        "quotes and backslashes are a shell's, and nothing is expanded",
        arguments: [
            ("", []), ("  ", []), ("a  b\tc", ["a", "b", "c"]), ("'a b' c", ["a b", "c"]), ("a'b c'd", ["ab cd"]),
            (#""a \"b\" \c \\""#, [#"a "b" \c \"#]), (#"'a\b'"#, [#"a\b"#]), (#"a\ b\'"#, ["a b'"]), ("''", [""]),
            ("$HOME `id` $(id) *", ["$HOME", "`id`", "$(id)", "*"]), ("a;b|c", ["a;b|c"]),
        ] as [(String, [String])]
    )
    func words(_ line: String, _ words: [String]) throws {
        #expect(try ShellWords.split(line) == words)
    }

    @Test("what is not closed is an error")
    func open() {
        #expect(throws: ShellWords.Problem.openQuote("'")) { try ShellWords.split("a 'b") }
        #expect(throws: ShellWords.Problem.openQuote("\"")) { try ShellWords.split("\"") }
        #expect(throws: ShellWords.Problem.nothingAfterBackslash) { try ShellWords.split("a \\") }
    }
}
