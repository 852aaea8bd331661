/// Cuts a template into tokens, one when asked, so that the first error in the text is the one that is told.
struct Lexer {
    enum State {
        case text
        case block
        case variable
        case raw
    }

    let bytes: [UInt8]
    var index = 0
    var state = State.text
    /// Closing brackets that are due; inside of them `}}` and `%}` are no end of a tag.
    private var brackets: [UInt8] = []
    private var line = 1
    private var column = 1
    /// What `line` and `column` are of.
    private var located = 0
    /// The tag after a text that was just given out; it had to be looked at, because its sign may cut the text's end.
    private var pending: Token?

    /// - Parameter source: Line ends of all three kinds become `\n`, and one at the very end is dropped, as in the original.
    init(_ source: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        var last: UInt8 = 0
        for byte in source.utf8 {
            if byte == 0x0A, last == 0x0D {
                last = byte
                continue
            }
            bytes.append(byte == 0x0D ? 0x0A : byte)
            last = byte
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        self.bytes = bytes
    }

    mutating func next() throws(TemplateError) -> Token {
        if let token = self.pending {
            self.pending = nil
            return token
        }
        // Comments and empty texts are no tokens; a loop, because thousands of them may follow each other.
        while true {
            let token =
                switch self.state {
                case .text: try self.nextText()
                case .raw: try self.rawText()
                case .block, .variable: try self.nextInTag()
                }
            if let token { return token }
        }
    }

    /// The place of the byte at `index`; asked in rising order only, so that a long line is gone through once.
    private mutating func position(of index: Int) -> Position {
        while self.located < index {
            let byte = self.bytes[self.located]
            if byte == 0x0A {
                self.line += 1
                self.column = 1
            } else if byte & 0xC0 != 0x80 {
                self.column += 1
            }
            self.located += 1
        }
        return Position(line: self.line, column: self.column)
    }

    func byte(at index: Int) -> UInt8? { index < self.bytes.count ? self.bytes[index] : nil }

    func hasPrefix(_ text: StaticString, at index: Int) -> Bool {
        guard index + text.utf8CodeUnitCount <= self.bytes.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(self.bytes[index..<index + $0.count]) }
    }

    /// The scalar at `index` and its length in bytes.
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard index < self.bytes.count else { return nil }
        let first = self.bytes[index]
        guard first >= 0x80 else { return (Unicode.Scalar(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let text = String(bytes: self.bytes[index..<min(self.bytes.count, index + length)])
        return text.unicodeScalars.first.map { ($0, length) }
    }

    func skippingSpace(from start: Int) -> Int {
        var index = start
        while let (scalar, length) = self.scalar(at: index), scalar.isPythonSpace { index += length }
        return index
    }
}

// MARK: - Outside of tags

extension Lexer {
    private mutating func nextText() throws(TemplateError) -> Token? {
        guard self.index < self.bytes.count else { return Token(kind: .end, position: self.position(of: self.index)) }
        let start = self.index
        let position = self.position(of: start)
        guard let tag = self.nextTag(from: start) else {
            self.index = self.bytes.count
            return Token(kind: .text(String(bytes: self.bytes[start...])), position: position)
        }
        let isStripped = self.byte(at: tag + 2) == UInt8(ascii: "-")
        let text = self.text(start..<tag, isStripped: isStripped)
        let token = try self.open(tag)
        guard !text.isEmpty else { return token }
        self.pending = token
        return Token(kind: .text(text), position: position)
    }

    private func nextTag(from start: Int) -> Int? {
        var index = start
        while index + 1 < self.bytes.count {
            if self.bytes[index] == UInt8(ascii: "{") {
                let next = self.bytes[index + 1]
                if next == UInt8(ascii: "{") || next == UInt8(ascii: "%") || next == UInt8(ascii: "#") { return index }
            }
            index += 1
        }
        return nil
    }

    private func text(_ range: Range<Int>, isStripped: Bool) -> String {
        let text = String(bytes: self.bytes[range])
        guard isStripped else { return text }
        var scalars = text.unicodeScalars[...]
        while let last = scalars.last, last.isPythonSpace { scalars.removeLast() }
        return String(scalars)
    }

    /// Enters the tag at `start`; `nil` when it has no token of its own (comments and `raw`).
    private mutating func open(_ start: Int) throws(TemplateError) -> Token? {
        let position = self.position(of: start)
        let sign = self.byte(at: start + 2)
        let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        self.index = start + (hasSign ? 3 : 2)
        switch self.bytes[start + 1] {
        case UInt8(ascii: "#"):
            try self.skipComment(position)
            return nil
        case UInt8(ascii: "{"):
            self.state = .variable
            return Token(kind: .variableBegin, position: position)
        default:
            if let end = self.endOfRawTag("raw", from: self.index, takesPlus: false) {
                self.index = end
                self.state = .raw
                return nil
            }
            self.state = .block
            return Token(kind: .blockBegin, position: position)
        }
    }

    private mutating func skipComment(_ position: Position) throws(TemplateError) {
        var index = self.index
        while index < self.bytes.count {
            if self.hasPrefix("-#}", at: index) {
                self.index = self.skippingSpace(from: index + 3)
                return
            }
            if self.hasPrefix("#}", at: index) {
                self.index = index + 2
                return
            }
            index += 1
        }
        guard self.index < self.bytes.count else { return }
        throw TemplateError(.syntax, "the comment that begins here has no end; it ends with '#}'", at: position)
    }

    /// - Parameter name: `raw` or `endraw`.
    /// - Returns: Where the tag ends, or `nil` when it is another one.
    private func endOfRawTag(_ name: StaticString, from start: Int, takesPlus: Bool) -> Int? {
        var index = self.skippingSpace(from: start)
        guard self.hasPrefix(name, at: index) else { return nil }
        index = self.skippingSpace(from: index + name.utf8CodeUnitCount)
        if self.hasPrefix("-%}", at: index) { return self.skippingSpace(from: index + 3) }
        if takesPlus, self.hasPrefix("+%}", at: index) { return index + 3 }
        return self.hasPrefix("%}", at: index) ? index + 2 : nil
    }

    private mutating func rawText() throws(TemplateError) -> Token? {
        let start = self.index
        let position = self.position(of: start)
        var index = start
        while index < self.bytes.count {
            if self.hasPrefix("{%", at: index) {
                let sign = self.byte(at: index + 2)
                let isStripped = sign == UInt8(ascii: "-")
                let inner = index + (isStripped || sign == UInt8(ascii: "+") ? 3 : 2)
                if let end = self.endOfRawTag("endraw", from: inner, takesPlus: true) {
                    self.index = end
                    self.state = .text
                    let text = self.text(start..<index, isStripped: isStripped)
                    return text.isEmpty ? nil : Token(kind: .text(text), position: position)
                }
            }
            index += 1
        }
        guard start < self.bytes.count else { return Token(kind: .end, position: position) }
        throw TemplateError(.syntax, "'raw' has no end; it ends with '{% endraw %}'", at: position)
    }
}

// MARK: - Inside of tags

extension Lexer {
    private mutating func nextInTag() throws(TemplateError) -> Token? {
        if let token = self.endOfTag() { return token }
        let start = self.index
        let space = self.skippingSpace(from: start)
        if space > start {
            self.index = space
            if let token = self.endOfTag() { return token }
        }
        let position = self.position(of: self.index)
        guard let (scalar, _) = self.scalar(at: self.index) else { return Token(kind: .end, position: position) }
        if scalar.isASCIIDigit { return Token(kind: try self.number(position), position: position) }
        if scalar.isWord { return Token(kind: try self.name(position), position: position) }
        if scalar == "'" || scalar == "\"" {
            if let text = try self.string(position) { return Token(kind: .string(text), position: position) }
        }
        return Token(kind: .sign(try self.sign(position)), position: position)
    }

    private mutating func endOfTag() -> Token? {
        guard self.brackets.isEmpty else { return nil }
        let isBlock = self.state == .block
        let mark: StaticString = isBlock ? "%}" : "}}"
        let first = self.byte(at: self.index)
        var index = self.index
        if first == UInt8(ascii: "-") || (isBlock && first == UInt8(ascii: "+")) { index += 1 }
        guard self.hasPrefix(mark, at: index) else { return nil }
        let position = self.position(of: self.index)
        self.index = index + 2
        if first == UInt8(ascii: "-") { self.index = self.skippingSpace(from: self.index) }
        self.state = .text
        return Token(kind: isBlock ? .blockEnd : .variableEnd, position: position)
    }

    private mutating func name(_ position: Position) throws(TemplateError) -> Token.Kind {
        let start = self.index
        var isIdentifier = true
        while let (scalar, length) = self.scalar(at: self.index), scalar.isWord {
            isIdentifier = isIdentifier && (scalar == "_" || scalar.properties.isXIDContinue)
            self.index += length
        }
        guard isIdentifier else {
            throw TemplateError(.syntax, "a character of this name is not allowed in names", at: position)
        }
        return .name(String(bytes: self.bytes[start..<self.index]))
    }

    private mutating func sign(_ position: Position) throws(TemplateError) -> Token.Sign {
        for length in [2, 1] where self.index + length <= self.bytes.count {
            guard let sign = Token.Sign(rawValue: String(bytes: self.bytes[self.index..<self.index + length])) else {
                continue
            }
            try self.balance(sign, position)
            self.index += length
            return sign
        }
        let scalar = self.scalar(at: self.index).map { String($0.scalar) } ?? ""
        let hint = scalar == "'" || scalar == "\"" ? "; a string that begins here has no end" : ""
        throw TemplateError(.syntax, "unexpected character '\(scalar)'\(hint)", at: position)
    }

    private mutating func balance(_ sign: Token.Sign, _ position: Position) throws(TemplateError) {
        switch sign {
        case .leftBrace: self.brackets.append(UInt8(ascii: "}"))
        case .leftBracket: self.brackets.append(UInt8(ascii: "]"))
        case .leftParenthesis: self.brackets.append(UInt8(ascii: ")"))
        case .rightBrace, .rightBracket, .rightParenthesis:
            guard let due = self.brackets.popLast() else {
                throw TemplateError(.syntax, "unexpected '\(sign.rawValue)'", at: position)
            }
            guard sign.rawValue.utf8.first == due else {
                let due = Unicode.Scalar(due)
                throw TemplateError(.syntax, "unexpected '\(sign.rawValue)', expected '\(due)'", at: position)
            }
        default: break
        }
    }
}
