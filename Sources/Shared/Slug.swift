/// Ids made of names, and file names made of texts, as Home Assistant makes them: `Größe & Höhe` → `grosse_hohe`.
package enum Slug {
    /// Lower case letters and digits, one separator where anything else stood between them; empty when nothing is left.
    package static func make(_ text: String, separator: String = "_") -> String {
        let bytes = Self.ascii(text)
        var slug = ""
        var isGap = false
        for (index, byte) in bytes.enumerated() {
            guard Self.isLetter(byte) || Self.isDigit(byte) else {
                // `1,000` is a number: `1000`, not `1_000`.
                let isInNumber =
                    byte == UInt8(ascii: ",") && index > 0 && index + 1 < bytes.count && Self.isDigit(bytes[index - 1])
                    && Self.isDigit(bytes[index + 1])
                isGap = isGap || !isInNumber
                continue
            }
            if isGap, !slug.isEmpty { slug += separator }
            isGap = false
            slug.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return slug
    }

    /// In lower case; what is no letter or digit is what it is in ASCII, or `_`.
    private static func ascii(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if let byte = UInt8(exactly: scalar.value), byte < 0x80 {
                bytes.append(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte)
            } else if let letters = Transliteration.ascii(scalar) {
                bytes += Array(letters.utf8)
            } else {
                bytes.append(UInt8(ascii: "_"))
            }
        }
        return bytes
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
