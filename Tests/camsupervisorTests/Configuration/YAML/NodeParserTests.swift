import Testing

@testable import camsupervisor

@Suite("NodeParser")
struct NodeParserTests {
    private func parse(_ text: String) throws -> Node {
        try NodeParser.parse(Array(text.utf8), file: "f.yaml")
    }

    private func message(_ text: String) -> String? {
        do {
            _ = try self.parse(text)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("every node knows its line and column, counted in characters from 1")
    func places() throws {
        let root = try self.parse("ä: [1,\n  {ö: x}]\n")
        let pair = try #require(root.pairs?.first)
        #expect(pair.key.location == SourceLocation(file: "f.yaml", line: 1, column: 1))
        guard case .sequence(let items) = pair.value.content else {
            Issue.record("a list was expected")
            return
        }
        #expect(items[0].location.description == "f.yaml:1:5")
        let inner = try #require(items[1].pairs?.first)
        #expect(inner.key.location.description == "f.yaml:2:4")
        #expect(inner.value.location.description == "f.yaml:2:7")
    }

    @Test("an empty file is null")
    func empty() throws {
        for text in ["", "# nothing\n", "---\n", "~"] {
            #expect(try self.parse(text).isNull)
        }
    }

    @Test("quotes make a text of null")
    func quotedNull() throws {
        #expect(try self.parse("\"null\"").scalar?.text == "null")
        #expect(try self.parse("null").scalar == nil)
    }

    @Test("what is no YAML is one error at its place")
    func syntaxErrors() {
        #expect(self.message("a: [1, 2\nb: 3")?.hasPrefix("f.yaml:2:") == true)
        #expect(self.message("a:\n\t- 1")?.contains("this line has a tab") == true)
        #expect(self.message("a: *nowhere") == "f.yaml:1:4: error: the alias *nowhere has no anchor &nowhere before it")
        #expect(self.message("&a [*a]")?.contains("has no anchor") == true)
        #expect(self.message("a: 1\n---\nb: 2")?.hasPrefix("f.yaml:2:1: error: a second document") == true)
        #expect(self.message("a: \"\\xZZ\"")?.contains("f.yaml:1:") == true)
    }

    @Test("bytes that are no UTF-8 are an error")
    func notUTF8() {
        #expect(throws: Diagnostic.self) {
            _ = try NodeParser.parse([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0xFD], file: "f.yaml")
        }
    }

    @Test("a file of more than 1 MiB is refused unread")
    func size() {
        let large = String(repeating: "#", count: NodeLimits.fileSize + 1)
        #expect(self.message(large) == "f.yaml:1:1: error: the file is larger than 1024 KiB")
        #expect(self.message(String(large.dropLast())) == nil)
    }

    @Test("32 levels are taken, 33 refused, also through an alias")
    func depth() {
        let lists = { (count: Int) in
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(self.message(lists(32)) == nil)
        #expect(self.message(lists(33))?.contains("nest deeper than 32 levels") == true)
        let aliased = { (above: Int) in
            "a: &a \(lists(20))\nb: " + String(repeating: "[", count: above) + "*a"
                + String(repeating: "]", count: above)
        }
        #expect(self.message(aliased(11)) == nil)
        #expect(self.message(aliased(12))?.contains("through *a") == true)
    }

    @Test("a billion laughs cost an error within a second")
    func billionLaughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let clock = ContinuousClock()
        let taken = clock.measure { #expect(self.message(text)?.contains("more than 100000 values") == true) }
        #expect(taken < .seconds(1))
    }

    @Test("100,000 values are taken, one more refused")
    func nodes() {
        let list = { (items: Int) in "[" + Array(repeating: "x", count: items).joined(separator: ",") + "]" }
        #expect(self.message(list(NodeLimits.nodes - 1)) == nil)
        #expect(self.message(list(NodeLimits.nodes))?.contains("more than 100000 values") == true)
    }

    @Test("an alias is what its anchor names, at the anchor's place")
    func aliases() throws {
        let root = try self.parse("a: &x {k: v}\nb: *x\n")
        let pairs = try #require(root.pairs)
        #expect(pairs[0].value == pairs[1].value)
    }
}
