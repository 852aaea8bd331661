import Shared

/// Texts as they are written into a configuration that somebody pastes.
enum YAMLText {
    /// What YAML 1.1 readers take for something else.
    private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

    /// Plain where it can only be read as the text it is, else in double quotes.
    static func of(_ text: String) -> String {
        self.isPlain(text) ? text : self.quoted(text)
    }

    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.last != UInt8(ascii: " "), !self.words.contains(text.lowercased()) else {
            return false
        }
        // 192.0.2.10 is a text, 1.5 is none.
        let isAddress =
            bytes.count { $0 == UInt8(ascii: ".") } > 1
            && bytes.allSatisfy { self.isDigit($0) || $0 == UInt8(ascii: ".") }
        return isAddress
            || self.isLetter(first)
                && bytes.allSatisfy { self.isLetter($0) || self.isDigit($0) || " _.-".utf8.contains($0) }
    }

    /// JSON's texts are YAML's double-quoted ones.
    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.write(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
