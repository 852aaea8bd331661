/// JSON text, by hand: an answer with 2,000 states is half a megabyte and to be written in milliseconds.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 256) {
        self.bytes.reserveCapacity(capacity)
    }

    /// The text of one value.
    package static func bytes(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value)
        return writer.bytes
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: self.raw("null")
        case .bool(let flag): self.raw(flag ? "true" : "false")
        case .integer(let number): self.raw(number)
        case .number(let number): self.write(number)
        case .text(let text): self.write(text)
        case .list(let list):
            self.raw("[")
            for (index, item) in list.enumerated() {
                if index > 0 { self.raw(",") }
                self.write(item)
            }
            self.raw("]")
        case .object(let object): self.write(object)
        }
    }

    package mutating func write(_ object: [String: JSONValue]) {
        self.raw("{")
        for (index, member) in object.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { self.raw(",") }
            self.write(member.key)
            self.raw(":")
            self.write(member.value)
        }
        self.raw("}")
    }

    /// A text in quotes (RFC 8259 §7).
    package mutating func write(_ text: String) {
        self.raw("\"")
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for (index, byte) in utf8.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                self.bytes.append(contentsOf: utf8[start..<index])
                start = index + 1
                self.escape(byte)
            }
            self.bytes.append(contentsOf: utf8[start...])
        }
        self.raw("\"")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: self.raw("\\\"")
        case 0x5C: self.raw("\\\\")
        case 0x0A: self.raw("\\n")
        case 0x0D: self.raw("\\r")
        case 0x09: self.raw("\\t")
        default:
            self.raw("\\u00")
            self.bytes.append(Self.digits[Int(byte >> 4)])
            self.bytes.append(Self.digits[Int(byte & 15)])
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private mutating func write(_ number: Double) {
        // Swift's shortest text is JSON too: 0.1, 1e-07, 5.0.
        self.raw(text: number.isFinite ? "\(number)" : "null")
    }

    /// Text that is JSON already.
    package mutating func raw(_ text: StaticString) {
        self.bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The same of a text that is not known before; it has a label, since a literal would be taken for one.
    package mutating func raw(text: String) {
        var text = text
        text.withUTF8 { self.bytes.append(contentsOf: $0) }
    }

    package mutating func raw(_ bytes: [UInt8]) {
        self.bytes.append(contentsOf: bytes)
    }

    private mutating func raw(_ number: Int) {
        self.raw(text: String(number))
    }
}
