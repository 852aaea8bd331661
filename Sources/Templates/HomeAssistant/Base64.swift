/// Base64 of texts.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var number = 0
            for index in 0..<3 { number = number << 8 | (index < group.count ? Int(group[start + index]) : 0) }
            for index in 0..<4 {
                out.append(index <= group.count ? Self.alphabet[number >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(bytes: out)
    }

    /// As Python's decoder, which passes over characters that do not belong.
    static func decode(_ text: String) throws(TemplateError) -> String {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw .value("string argument should contain only ASCII characters")
        }
        var out: [UInt8] = []
        var number = 0
        var count = 0
        var padding = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                if count >= 2, count + padding >= 4 { break }
                continue
            }
            guard let digit = Self.digit(byte) else { continue }
            padding = 0
            number = number << 6 | digit
            count += 1
            if count > 1 { out.append(UInt8(truncatingIfNeeded: number >> (6 - 2 * (count - 1)))) }
            if count == 4 { (number, count) = (0, 0) }
        }
        guard count == 0 || (count >= 2 && count + padding >= 4) else { throw .value("Incorrect padding") }
        guard let decoded = String(validating: out, as: UTF8.self) else {
            throw .value("the decoded bytes are no text in UTF-8")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
