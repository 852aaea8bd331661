/// A text as it stands in a YAML file, to find places of the text in the file again: quoted, folded, indented.
struct WrittenScalar: Sendable, Hashable {
    /// Where it begins: its tag, its quotation mark, its `|`, or its first letter.
    private let start: SourceLocation
    private let raw: [Unicode.Scalar]

    /// Bytes of the file that belong to a text at most, by its own: indentation, escapes, a comment behind the `|`.
    private static let spread = 8
    private static let least = 1024

    /// Where each line of a file begins, bytes.
    static func lines(of bytes: [UInt8]) -> [Int] {
        [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// - Parameter lines: ``lines(of:)`` of the file.
    init(_ text: String, at start: SourceLocation, lines: [Int], of bytes: [UInt8]) {
        self.start = start
        guard lines.indices.contains(start.line - 1) else {
            self.raw = []
            return
        }
        let rest = bytes[lines[start.line - 1]...].prefix(Self.least + Self.spread * text.utf8.count)
        self.raw = Array(String(decoding: rest, as: UTF8.self).unicodeScalars.dropFirst(start.column - 1))
    }

    /// The place in the file of a place in the text, or `nil` when the two cannot be brought together.
    ///
    /// - Parameters:
    ///   - line: Of the text without the space around it, from 1.
    ///   - column: From 1, in Unicode scalars.
    func location(ofLine line: Int, column: Int, in text: String) -> SourceLocation? {
        let letters = Array(text.unicodeScalars)
        var target = letters.firstIndex { !$0.properties.isWhitespace } ?? letters.count
        for _ in 1..<max(line, 1) {
            guard let end = letters[target...].firstIndex(of: "\n") else { return nil }
            target = end + 1
        }
        target = min(target + column - 1, letters.count)
        var walk = Walk(raw: self.raw, place: self.start)
        walk.skipHead()
        for letter in letters[..<target] {
            guard walk.pass(letter) else { return nil }
        }
        if target < letters.count, !letters[target].properties.isWhitespace { walk.skipSpace() }
        return walk.place
    }

    /// Goes through the file letter by letter of the text.
    private struct Walk {
        let raw: [Unicode.Scalar]
        private(set) var place: SourceLocation
        private var index = 0
        private var quote: Unicode.Scalar?

        init(raw: [Unicode.Scalar], place: SourceLocation) {
            self.raw = raw
            self.place = place
        }

        private var next: Unicode.Scalar? { self.index < self.raw.count ? self.raw[self.index] : nil }

        private mutating func step(_ count: Int = 1) {
            for _ in 0..<count {
                guard let letter = self.next else { return }
                self.index += 1
                self.place.column += 1
                guard letter == "\n" else { continue }
                self.place.line += 1
                self.place.column = 1
            }
        }

        /// Past tags and anchors, the quotation mark, or the rest of the line of a `|`.
        mutating func skipHead() {
            while let head = self.next, head == "!" || head == "&" {
                while let letter = self.next, !letter.properties.isWhitespace { self.step() }
                self.skipSpace()
            }
            switch self.next {
            case "\"", "'":
                self.quote = self.next
                self.step()
            case "|", ">":
                while let letter = self.next, letter != "\n" { self.step() }
            default: break
            }
        }

        mutating func skipSpace() {
            while let letter = self.next, letter.properties.isWhitespace { self.step() }
        }

        /// - Returns: `false` when something else stands there.
        mutating func pass(_ letter: Unicode.Scalar) -> Bool {
            let isSpace = letter.properties.isWhitespace
            if !isSpace { self.skipSpace() }
            self.skipEscapedLineEnds()
            if self.quote == "\"", self.next == "\\" {
                self.skipEscape()
            } else if isSpace {
                // Folding makes one of many, and indentation belongs to no letter.
                if self.next?.properties.isWhitespace == true { self.step() }
            } else if self.quote == "'", letter == "'" {
                self.step(2)
            } else {
                guard self.next == letter else { return false }
                self.step()
            }
            return true
        }

        /// They stand for nothing.
        private mutating func skipEscapedLineEnds() {
            while self.quote == "\"", self.next == "\\", self.raw.dropFirst(self.index + 1).first == "\n" {
                self.step(2)
                self.skipSpace()
            }
        }

        private mutating func skipEscape() {
            self.step()
            switch self.next {
            case "x": self.step(3)
            case "u": self.step(5)
            case "U": self.step(9)
            default: self.step()
            }
        }
    }
}
