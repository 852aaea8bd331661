/// JSON as values: strict, as `orjson` reads it.
///
/// By hand because a worker links no Foundation, and because depth and size have to be bounded by the renderer's limits.
struct JSONReader {
    private let bytes: [UInt8]
    private var index = 0
    private let renderer: Renderer

    static func read(_ text: String, _ renderer: Renderer) throws(TemplateError) -> Value {
        var reader = Self(bytes: Array(text.utf8), renderer: renderer)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.index == reader.bytes.count else { throw reader.failure("unexpected characters after the value") }
        return value
    }

    private init(bytes: [UInt8], renderer: Renderer) {
        self.bytes = bytes
        self.renderer = renderer
    }

    private func failure(_ reason: String) -> TemplateError {
        .value("not JSON: \(reason) at character \(String(bytes: self.bytes[..<self.index]).length + 1)")
    }

    private var current: UInt8? { self.index < self.bytes.count ? self.bytes[self.index] : nil }

    private mutating func skipSpace() {
        while let byte = self.current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { self.index += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        self.skipSpace()
        guard self.current == byte else { return false }
        self.index += 1
        return true
    }

    private mutating func value(depth: Int) throws(TemplateError) -> Value {
        try self.renderer.step()
        try self.renderer.check(depth: depth)
        self.skipSpace()
        switch self.current {
        case UInt8(ascii: "{"): return try self.object(depth: depth)
        case UInt8(ascii: "["): return try self.array(depth: depth)
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "t"): return try self.word("true", .bool(true))
        case UInt8(ascii: "f"): return try self.word("false", .bool(false))
        case UInt8(ascii: "n"): return try self.word("null", .none)
        default: return try self.number()
        }
    }

    private mutating func word(_ word: String, _ value: Value) throws(TemplateError) -> Value {
        let end = self.index + word.utf8.count
        guard end <= self.bytes.count, self.bytes[self.index..<end].elementsEqual(word.utf8) else {
            throw self.failure("unexpected word")
        }
        self.index = end
        return value
    }

    private mutating func array(depth: Int) throws(TemplateError) -> Value {
        self.index += 1
        var items: [Value] = []
        if self.skip(UInt8(ascii: "]")) { return try self.renderer.list([]) }
        repeat { items.append(try self.value(depth: depth + 1)) } while self.skip(UInt8(ascii: ","))
        guard self.skip(UInt8(ascii: "]")) else { throw self.failure("expected ',' or ']'") }
        return try self.renderer.list(items)
    }

    private mutating func object(depth: Int) throws(TemplateError) -> Value {
        self.index += 1
        var pairs: [(Value, Value)] = []
        if self.skip(UInt8(ascii: "}")) { return .dict(.empty) }
        repeat {
            self.skipSpace()
            guard self.current == UInt8(ascii: "\"") else { throw self.failure("expected a name in quotes") }
            let name = try self.string()
            guard self.skip(UInt8(ascii: ":")) else { throw self.failure("expected ':'") }
            pairs.append((.string(name), try self.value(depth: depth + 1)))
        } while self.skip(UInt8(ascii: ","))
        guard self.skip(UInt8(ascii: "}")) else { throw self.failure("expected ',' or '}'") }
        return try self.renderer.dict(try Mapping(pairs))
    }

    private mutating func number() throws(TemplateError) -> Value {
        let start = self.index
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { 0x30...0x39 ~= $0 } ?? false }
        if self.current == UInt8(ascii: "-") { self.index += 1 }
        let whole = self.index
        while isDigit(self.current) { self.index += 1 }
        guard self.index > whole, self.bytes[whole] != 0x30 || self.index == whole + 1 else {
            throw self.failure("expected a value")
        }
        var isInteger = true
        if self.current == UInt8(ascii: ".") {
            isInteger = false
            self.index += 1
            guard isDigit(self.current) else { throw self.failure("expected a digit") }
            while isDigit(self.current) { self.index += 1 }
        }
        if self.current == UInt8(ascii: "e") || self.current == UInt8(ascii: "E") {
            isInteger = false
            self.index += 1
            if self.current == UInt8(ascii: "+") || self.current == UInt8(ascii: "-") { self.index += 1 }
            guard isDigit(self.current) else { throw self.failure("expected a digit") }
            while isDigit(self.current) { self.index += 1 }
        }
        let text = String(bytes: self.bytes[start..<self.index])
        if isInteger, let number = Int(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw self.failure("the number is too large") }
        return .float(number)
    }

    private mutating func string() throws(TemplateError) -> String {
        self.index += 1
        var out: [UInt8] = []
        while let byte = self.current {
            self.index += 1
            switch byte {
            case UInt8(ascii: "\""):
                try self.renderer.spend(bytes: out.count)
                return String(bytes: out)
            case UInt8(ascii: "\\"): out += try self.escape()
            case 0..<0x20: throw self.failure("a control character in a string")
            default: out.append(byte)
            }
        }
        throw self.failure("a string without end")
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 8,
        UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]

    private mutating func escape() throws(TemplateError) -> [UInt8] {
        guard let mark = self.current else { throw self.failure("a string without end") }
        self.index += 1
        if let byte = Self.escapes[mark] { return [byte] }
        guard mark == UInt8(ascii: "u") else { throw self.failure("an unknown escape") }
        var unit = try self.unit()
        if 0xD800..<0xDC00 ~= unit, self.current == UInt8(ascii: "\\"), self.index + 1 < self.bytes.count,
            self.bytes[self.index + 1] == UInt8(ascii: "u")
        {
            self.index += 2
            let low = try self.unit()
            guard 0xDC00..<0xE000 ~= low else { throw self.failure("half of a character") }
            unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(unit) else { throw self.failure("half of a character") }
        return Array(String(scalar).utf8)
    }

    private mutating func unit() throws(TemplateError) -> UInt32 {
        let end = self.index + 4
        guard end <= self.bytes.count, let unit = UInt32(String(bytes: self.bytes[self.index..<end]), radix: 16) else {
            throw self.failure("an escape without four digits")
        }
        self.index = end
        return unit
    }
}
