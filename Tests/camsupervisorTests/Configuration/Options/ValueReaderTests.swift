import Testing

@testable import Shared
@testable import camsupervisor

@Suite("ValueReader")
struct ValueReaderTests {
    private func read<Value>(_ reader: ValueReader<Value>, _ text: String) throws -> (value: Value?, errors: [String]) {
        var report = Report()
        let node = try NodeParser.parse(Array(text.utf8), file: "f")
        let value = reader.read(node, key: "key", &report)
        return (value, report.diagnostics.map(\.description))
    }

    @Test("Home Assistant's words for yes and no, quoted or not")
    func booleans() throws {
        for text in ["yes", "on", "true", "True", "1", "enable", "\"on\"", "TRUE"] {
            #expect(try self.read(.boolean, text).value == true)
        }
        for text in ["no", "off", "false", "0", "disable", "'no'"] {
            #expect(try self.read(.boolean, text).value == false)
        }
        #expect(try self.read(.boolean, "maybe").errors == [#"f:1:1: error: 'key' must be true or false, not "maybe""#])
        #expect(try self.read(.boolean, "[yes]").errors == ["f:1:1: error: 'key' must be true or false, not a list"])
    }

    @Test("whole numbers come from any way of writing them, in range")
    func integers() throws {
        for text in ["3", "\"3\"", "3.0", "+3"] { #expect(try self.read(.integer(1...10), text).value == 3) }
        for text in ["0", "11", "3.5", "three", "", "0x3", "1e400", "nan"] {
            #expect(try self.read(.integer(1...10), text).value == nil)
        }
        #expect(
            try self.read(.integer(1...10), "x").errors
                == [#"f:1:1: error: 'key' must be a whole number from 1 to 10, not "x""#]
        )
    }

    @Test("a text is any single value as it stands")
    func texts() throws {
        for (text, expected) in [("007", "007"), ("yes", "yes"), ("1.50", "1.50"), ("\"\"", ""), ("'a b'", "a b")] {
            #expect(try self.read(.text(), text).value == expected)
        }
        #expect(try self.read(.text(), "\"a\\nb\"").value == nil)
        #expect(try self.read(.text(longest: 3), "abcd").errors == ["f:1:1: error: 'key' is longer than 3 bytes"])
        #expect(
            try self.read(.text(), "~").errors
                == ["f:1:1: error: 'key' has no value (it must be a text; or remove the key)"]
        )
    }

    @Test("one of an enumeration's words, with the nearest for a misspelt one")
    func choices() throws {
        let reader = ValueReader<HTTPAuthentication>.choice
        #expect(try self.read(reader, "Digest").value == .digest)
        #expect(
            try self.read(reader, "digset").errors
                == [#"f:1:1: error: 'key' must be one of auto, basic, digest, not "digset" (did you mean "digest"?)"#]
        )
    }

    @Test("no message about a URL or a secret repeats it")
    func secretsStaySecret() throws {
        let marker = "hunter2"
        let urls = [
            "http://u:\(marker)", "ftp://u:\(marker)@h/", "\(marker)", "http://h/ \(marker)", "{{ \(marker) }}",
        ]
        for url in urls {
            let errors = try self.read(.url(["http"]), "\"\(url)\"").errors
            #expect(errors.count == 1)
            #expect(!errors.joined().contains(marker))
        }
        #expect(try !self.read(.secret(longest: 3), marker).errors.joined().contains(marker))
        #expect(try !self.read(PushPlatform.webhookID.reader, "'\(marker) /?'").errors.joined().contains(marker))
    }
}
