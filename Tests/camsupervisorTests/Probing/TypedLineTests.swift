import Testing

@testable import camsupervisor

@Suite("A password as it is typed")
struct TypedLineTests {
    /// What became of keys.
    private struct Typed: Hashable {
        var text: String
        var outcome: TypedLine.Outcome

        init(_ text: String, _ outcome: TypedLine.Outcome) { (self.text, self.outcome) = (text, outcome) }
    }

    private static func typed(_ keys: String) -> Typed {
        var line = TypedLine()
        var outcome = TypedLine.Outcome.goesOn
        for byte in keys.utf8 where outcome == .goesOn { outcome = line.take(byte) }
        return Typed(String(decoding: line.bytes, as: UTF8.self), outcome)
    }

    @Test("it ends with Enter; Backspace takes a letter away, Ctrl-U all")
    func keys() {
        #expect(Self.typed("pass=word 1;\r") == Typed("pass=word 1;", .done))
        #expect(Self.typed("naé\u{7F}ï\u{8}b\n") == Typed("nab", .done))
        #expect(Self.typed("wrong\u{15}right\u{1B}\t\n") == Typed("right", .done))
        #expect(Self.typed("\u{7F}\u{7F}x\u{4}") == Typed("x", .done))
        #expect(Self.typed(String(repeating: "x", count: 5000) + "\n").text.count == 1024)
    }

    @Test("Ctrl-C, and Ctrl-D before anything, give up")
    func givenUp() {
        #expect(Self.typed("pass\u{3}").outcome == .givenUp)
        #expect(Self.typed("\u{4}").outcome == .givenUp)
        #expect(Self.typed("pass").outcome == .goesOn)
    }
}
