/// JSON text to values: strict (RFC 8259), and within bounds that are known before anything is built.
///
/// By hand, because Foundation's decoder knows no bound but 512 levels and cannot say where a text is wrong.
package struct JSONReader {
    private let bytes: [UInt8]
    private let bounds: JSONBounds
    private var index = 0
    private var values = 0

    package static func read(_ bytes: [UInt8], within bounds: JSONBounds) throws(JSONError) -> JSONValue {
        guard bytes.count <= bounds.bytes else { throw JSONError(.tooLong(bounds.bytes), at: bounds.bytes) }
        // Repaired it would be another text than the one that was sent.
        guard String(validating: bytes, as: UTF8.self) != nil else { throw JSONError(.notUTF8, at: 0) }
        var reader = Self(bytes: bytes, bounds: bounds)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.index == bytes.count else { throw reader.error(.unexpected) }
        return value
    }

    private init(bytes: [UInt8], bounds: JSONBounds) {
        self.bytes = bytes
        self.bounds = bounds
    }

    private var current: UInt8? { self.index < self.bytes.count ? self.bytes[self.index] : nil }

    private func error(_ cause: JSONError.Cause) -> JSONError {
        JSONError(cause == .unexpected && self.current == nil ? .cutOff : cause, at: self.index)
    }

    private mutating func skipSpace() {
        while let byte = self.current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { self.index += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        self.skipSpace()
        guard self.current == byte else { return false }
        self.index += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        self.values += 1
        guard self.values <= self.bounds.values else { throw self.error(.tooMany(self.bounds.values)) }
        self.skipSpace()
        switch self.current {
        case UInt8(ascii: "{"): return try self.object(depth: depth + 1)
        case UInt8(ascii: "["): return try self.list(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try self.text())
        case UInt8(ascii: "t"): return try self.word("true", .bool(true))
        case UInt8(ascii: "f"): return try self.word("false", .bool(false))
        case UInt8(ascii: "n"): return try self.word("null", .null)
        default: return try self.number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let text = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        for byte in text {
            guard self.current == byte else { throw self.error(.unexpected) }
            self.index += 1
        }
        return value
    }

    private mutating func list(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= self.bounds.depth else { throw self.error(.tooDeep(self.bounds.depth)) }
        self.index += 1
        var list: [JSONValue] = []
        if self.skip(UInt8(ascii: "]")) { return .list([]) }
        repeat { list.append(try self.value(depth: depth)) } while self.skip(UInt8(ascii: ","))
        guard self.skip(UInt8(ascii: "]")) else { throw self.error(.unexpected) }
        return .list(list)
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= self.bounds.depth else { throw self.error(.tooDeep(self.bounds.depth)) }
        self.index += 1
        var object: [String: JSONValue] = [:]
        if self.skip(UInt8(ascii: "}")) { return .object([:]) }
        repeat {
            self.skipSpace()
            guard self.current == UInt8(ascii: "\"") else { throw self.error(.unexpected) }
            let name = try self.text()
            guard self.skip(UInt8(ascii: ":")) else { throw self.error(.unexpected) }
            // The last of two members of one name counts, as in Python.
            object[name] = try self.value(depth: depth)
        } while self.skip(UInt8(ascii: ","))
        guard self.skip(UInt8(ascii: "}")) else { throw self.error(.unexpected) }
        return .object(object)
    }
}

// MARK: - Texts and numbers

extension JSONReader {
    private mutating func text() throws(JSONError) -> String {
        self.index += 1
        var text: [UInt8] = []
        while true {
            guard let byte = self.current else { throw self.error(.cutOff) }
            guard byte >= 0x20 else { throw self.error(.unexpected) }
            self.index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try self.escape(into: &text)
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = self.current else { throw self.error(.cutOff) }
        let plain: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = byte
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"):
            text.append(contentsOf: String(Character(try self.scalar())).utf8)
            return
        default: throw self.error(.unexpected)
        }
        self.index += 1
        text.append(plain)
    }

    /// `\uD83D\uDE00` is one letter; a half of such a pair is none.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let start = self.index
        var value = try self.codeUnit()
        if 0xD800...0xDBFF ~= value {
            guard self.current == UInt8(ascii: "\\") else { throw JSONError(.unexpected, at: start) }
            self.index += 1
            guard self.current == UInt8(ascii: "u") else { throw self.error(.unexpected) }
            let low = try self.codeUnit()
            guard 0xDC00...0xDFFF ~= low else { throw JSONError(.unexpected, at: start) }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw JSONError(.unexpected, at: start) }
        return scalar
    }

    /// Four hexadecimal digits behind a `u`.
    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        self.index += 1
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = self.current, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw self.error(.unexpected)
            }
            value = value << 4 + UInt32(digit)
            self.index += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = self.index
        var isWhole = true
        if self.current == UInt8(ascii: "-") { self.index += 1 }
        let isZero = self.current == UInt8(ascii: "0")
        let digits = self.digits()
        guard digits > 0 else { throw self.error(.unexpected) }
        guard !isZero || digits == 1 else { throw JSONError(.unexpected, at: start) }
        if self.current == UInt8(ascii: ".") {
            isWhole = false
            self.index += 1
            guard self.digits() > 0 else { throw self.error(.unexpected) }
        }
        if self.current == UInt8(ascii: "e") || self.current == UInt8(ascii: "E") {
            isWhole = false
            self.index += 1
            if self.current == UInt8(ascii: "+") || self.current == UInt8(ascii: "-") { self.index += 1 }
            guard self.digits() > 0 else { throw self.error(.unexpected) }
        }
        let text = String(decoding: self.bytes[start..<self.index], as: UTF8.self)
        if isWhole, let number = Int(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw JSONError(.tooLarge, at: start) }
        return .number(number)
    }

    /// - Returns: how many.
    private mutating func digits() -> Int {
        let start = self.index
        while let byte = self.current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { self.index += 1 }
        return self.index - start
    }
}

/// Why a text is no JSON that is taken, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Cause: Hashable, Sendable {
        case unexpected
        case cutOff
        case notUTF8
        case tooLong(Int)
        case tooDeep(Int)
        case tooMany(Int)
        case tooLarge
    }

    package var cause: Cause
    /// Byte of the text, from 0.
    package var offset: Int

    package init(_ cause: Cause, at offset: Int) {
        self.cause = cause
        self.offset = offset
    }

    package var description: String {
        switch self.cause {
        case .unexpected: "what stands at byte \(self.offset) is not expected there"
        case .cutOff: "it ends at byte \(self.offset) before it is complete"
        case .notUTF8: "it is no UTF-8"
        case .tooLong(let most): "it is longer than \(most) bytes"
        case .tooDeep(let most): "lists and objects stand more than \(most) deep in each other at byte \(self.offset)"
        case .tooMany(let most): "there are more than \(most) values in it"
        case .tooLarge: "the number at byte \(self.offset) is too large"
        }
    }
}
