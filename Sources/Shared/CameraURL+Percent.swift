/// Percent-encoding (RFC 3986 §2.1) as cameras, forms and people use it.
extension CameraURL {
    /// Encodes everything but RFC 3986's unreserved characters, as in a path component or a form.
    package static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(UnicodeScalar(byte))
            default:
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }

    /// Decodes `%41`; a `%` that starts no escape stands for itself, because people write such passwords.
    package static func percentDecoded(_ text: some StringProtocol) -> String {
        String(decoding: self.percentDecoded(bytes: text.utf8), as: UTF8.self)
    }

    /// The same of bytes in whatever encoding.
    package static func percentDecoded(bytes text: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let high = Character(UnicodeScalar(rest[rest.startIndex])).hexDigitValue,
                let low = Character(UnicodeScalar(rest[rest.startIndex + 1])).hexDigitValue
            {
                bytes.append(UInt8(high << 4 | low))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
