// Numbers and strings.

extension Lexer {
    /// A float when there is a fraction or an exponent (and no dot before it: `x.1.2`), otherwise an integer.
    mutating func number(_ position: Position) throws(TemplateError) -> Token.Kind {
        let start = self.index
        let isAfterDot = start > 0 && self.bytes[start - 1] == UInt8(ascii: ".")
        if !isAfterDot, let end = self.endOfFloat() {
            self.index = end
            guard let number = Double(self.digits(start..<end)) else {
                throw TemplateError(.syntax, "not a number", at: position)
            }
            return .float(number)
        }
        let (end, radix) = self.endOfInteger()
        self.index = end
        let digits = self.digits(start + (radix == 10 ? 0 : 2)..<end)
        guard let number = Int(digits, radix: radix) else {
            throw TemplateError(.overflow, "the number \(digits) is too large: integers have 64 bits", at: position)
        }
        return .integer(number)
    }

    private func digits(_ range: Range<Int>) -> String {
        String(bytes: self.bytes[range].filter { $0 != UInt8(ascii: "_") })
    }

    /// The end of digits that single underscores may separate; `nil` when there is none at `start`.
    private func endOfDigits(_ start: Int, _ isDigit: (UInt8) -> Bool) -> Int? {
        guard let first = self.byte(at: start), isDigit(first) else { return nil }
        var index = start + 1
        while let byte = self.byte(at: index) {
            if isDigit(byte) {
                index += 1
            } else if byte == UInt8(ascii: "_"), let next = self.byte(at: index + 1), isDigit(next) {
                index += 2
            } else {
                break
            }
        }
        return index
    }

    private static func isDecimal(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private func endOfFloat() -> Int? {
        guard let whole = self.endOfDigits(self.index, Self.isDecimal) else { return nil }
        var end = whole
        if self.byte(at: whole) == UInt8(ascii: "."), let fraction = self.endOfDigits(whole + 1, Self.isDecimal) {
            end = fraction
        }
        if let mark = self.byte(at: end), mark | 0x20 == UInt8(ascii: "e") {
            let sign = self.byte(at: end + 1)
            let hasSign = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
            if let exponent = self.endOfDigits(end + (hasSign ? 2 : 1), Self.isDecimal) { return exponent }
        }
        return end > whole ? end : nil
    }

    private func endOfInteger() -> (end: Int, radix: Int) {
        let start = self.index
        guard self.bytes[start] == UInt8(ascii: "0") else {
            return (self.endOfDigits(start, Self.isDecimal) ?? start + 1, 10)
        }
        let first = self.byte(at: start + 2) == UInt8(ascii: "_") ? start + 3 : start + 2
        switch self.byte(at: start + 1).map({ $0 | 0x20 }) {
        case UInt8(ascii: "b"):
            if let end = self.endOfDigits(first, { $0 == 0x30 || $0 == 0x31 }) { return (end, 2) }
        case UInt8(ascii: "o"):
            if let end = self.endOfDigits(first, { 0x30...0x37 ~= $0 }) { return (end, 8) }
        case UInt8(ascii: "x"):
            if let end = self.endOfDigits(first, { Self.isDecimal($0) || 0x61...0x66 ~= ($0 | 0x20) }) {
                return (end, 16)
            }
        default: break
        }
        return (self.endOfDigits(start) { $0 == 0x30 } ?? start + 1, 10)
    }

    /// - Returns: `nil` when the quote has no partner.
    mutating func string(_ position: Position) throws(TemplateError) -> String? {
        let quote = self.bytes[self.index]
        var index = self.index + 1
        var hasEscape = false
        while index < self.bytes.count, self.bytes[index] != quote {
            if self.bytes[index] == UInt8(ascii: "\\") {
                hasEscape = true
                index += 1
            }
            index += 1
        }
        guard index < self.bytes.count else { return nil }
        let content = self.bytes[self.index + 1..<index]
        self.index = index + 1
        return hasEscape ? try Self.unescape(content, position) : String(bytes: content)
    }

    private static func unescape(_ content: ArraySlice<UInt8>, _ position: Position) throws(TemplateError) -> String {
        var out: [UInt8] = []
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let mark = rest.popFirst() else {
                out.append(byte)
                continue
            }
            if let simple = Self.simpleEscapes[mark] {
                out.append(contentsOf: simple)
            } else if let count = Self.hexDigits[mark] {
                out.append(contentsOf: try Self.hexEscape(&rest, count, position))
            } else if 0x30...0x37 ~= mark {
                var number = UInt32(mark - 0x30)
                for _ in 0..<2 {
                    guard let digit = rest.first, 0x30...0x37 ~= digit else { break }
                    number = number * 8 + UInt32(digit - 0x30)
                    rest.removeFirst()
                }
                if let scalar = Unicode.Scalar(number) { out.append(contentsOf: String(scalar).utf8) }
            } else if mark == UInt8(ascii: "N") {
                throw TemplateError(.syntax, "write the character itself instead of '\\N{…}'", at: position)
            } else {
                out += [byte, mark]
            }
        }
        return String(bytes: out)
    }

    private static let simpleEscapes: [UInt8: [UInt8]] = [
        UInt8(ascii: "\\"): [0x5C], UInt8(ascii: "'"): [0x27], UInt8(ascii: "\""): [0x22], 0x0A: [],
        UInt8(ascii: "a"): [7], UInt8(ascii: "b"): [8], UInt8(ascii: "f"): [12], UInt8(ascii: "n"): [10],
        UInt8(ascii: "r"): [13], UInt8(ascii: "t"): [9], UInt8(ascii: "v"): [11],
    ]

    private static let hexDigits: [UInt8: Int] = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]

    private static func hexEscape(
        _ rest: inout ArraySlice<UInt8>,
        _ count: Int,
        _ position: Position
    ) throws(TemplateError) -> [UInt8] {
        let digits = rest.prefix(count)
        rest = rest.dropFirst(count)
        guard digits.count == count, let number = UInt32(String(bytes: digits), radix: 16) else {
            throw TemplateError(.syntax, "an escape of this string needs \(count) hexadecimal digits", at: position)
        }
        guard let scalar = Unicode.Scalar(number) else {
            throw TemplateError(.syntax, "an escape of this string names no character", at: position)
        }
        return Array(String(scalar).utf8)
    }
}
