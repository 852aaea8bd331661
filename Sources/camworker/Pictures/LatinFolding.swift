/// Text to the characters the bitmap font has: accents are dropped, what is left unknown becomes `?`.
enum LatinFolding {
    /// Longest text drawn, characters; no picture is wider.
    static let maximumLength = 512

    /// Printable ASCII only.
    static func ascii(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard bytes.count < self.maximumLength else { break }
            self.append(scalar, to: &bytes)
        }
        return bytes
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar.value {
        case 0x20...0x7E: bytes.append(UInt8(scalar.value))
        case 0x09, 0x0A, 0x0D, 0xA0, 0x202F: bytes.append(UInt8(ascii: " "))
        case 0xC0...0x17F: self.appendLatin(Int(scalar.value), to: &bytes)
        // Accents that follow their letter, selectors and joiners take no place.
        case 0x0300...0x036F, 0x200B...0x200D, 0xFE00...0xFE0F: break
        case 0x2010...0x2015, 0x2212: bytes.append(UInt8(ascii: "-"))
        case 0x2018...0x201B, 0xB4: bytes.append(UInt8(ascii: "'"))
        case 0x201C...0x201F, 0xAB, 0xBB: bytes.append(UInt8(ascii: "\""))
        case 0x2026: bytes.append(contentsOf: "...".utf8)
        case 0xB7, 0x2022: bytes.append(UInt8(ascii: "*"))
        default: bytes.append(UInt8(ascii: "?"))
        }
    }

    private static func appendLatin(_ value: Int, to bytes: inout [UInt8]) {
        if let pair = self.pairs[value] {
            bytes.append(contentsOf: pair.utf8)
        } else {
            bytes.append(self.bases[value - 0xC0])
        }
    }

    // Letters that need two.
    private static let pairs: [Int: String] = [
        0xC6: "AE", 0xDE: "Th", 0xDF: "ss", 0xE6: "ae", 0xFE: "th", 0x132: "IJ", 0x133: "ij", 0x152: "OE", 0x153: "oe",
    ]

    // The base letters of U+00C0 to U+017F, 32 a line.
    private static let bases = [UInt8](
        ("AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs" + "aaaaaaaceeeeiiiidnooooo/ouuuuyty"
            + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGg" + "GgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
            + "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSs" + "SsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs").utf8
    )
}
