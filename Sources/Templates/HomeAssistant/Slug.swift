/// Texts as parts of ids: lower case letters, digits and a separator.
enum Slug {
    /// Letters that Unicode does not take apart, in the spelling of `text-unidecode`.
    private static let letters: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "þ": "th",
        "Þ": "Th", "ð": "d", "Ð": "D", "œ": "oe", "Œ": "OE", "ı": "i", "ħ": "h", "Ħ": "H", "°": "deg", "€": "EUR",
        "µ": "u",
    ]

    static func make(_ text: String, separator: String) -> String {
        var slug = ""
        var isPending = false
        let scalars = Self.plain(text).scalars
        for (index, scalar) in scalars.enumerated() {
            guard scalar.isASCIIDigit || 0x61...0x7A ~= scalar.folded.value else {
                // The comma of "1,000" is no end of a word.
                let isInNumber =
                    scalar == "," && index > 0 && index + 1 < scalars.count && scalars[index - 1].isASCIIDigit
                    && scalars[index + 1].isASCIIDigit
                if !isInNumber { isPending = true }
                continue
            }
            if isPending, !slug.isEmpty { slug += separator }
            isPending = false
            slug.unicodeScalars.append(scalar.folded)
        }
        return slug.isEmpty ? "unknown" : slug
    }

    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                plain.unicodeScalars.append(scalar)
            } else if let spelled = Self.letters[scalar] {
                plain += spelled
            } else if let base = Self.base(scalar) {
                plain.unicodeScalars.append(base)
            } else if scalar.isPythonSpace {
                plain += " "
            }
        }
        return plain
    }

    /// The letter below the accents of Latin letters.
    private static func base(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        // The Latin blocks keep their letters in a fixed order of accents, which this spells out.
        let rows: [(ClosedRange<UInt32>, String)] = [
            (0xC0...0xC5, "A"), (0xC7...0xC7, "C"), (0xC8...0xCB, "E"), (0xCC...0xCF, "I"), (0xD1...0xD1, "N"),
            (0xD2...0xD6, "O"), (0xD9...0xDC, "U"), (0xDD...0xDD, "Y"), (0xE0...0xE5, "a"), (0xE7...0xE7, "c"),
            (0xE8...0xEB, "e"), (0xEC...0xEF, "i"), (0xF1...0xF1, "n"), (0xF2...0xF6, "o"), (0xF9...0xFC, "u"),
            (0xFD...0xFD, "y"), (0xFF...0xFF, "y"), (0x100...0x105, "a"), (0x106...0x10D, "c"), (0x10E...0x10F, "d"),
            (0x112...0x11B, "e"), (0x11C...0x123, "g"), (0x124...0x125, "h"), (0x128...0x130, "i"),
            (0x134...0x135, "j"), (0x136...0x138, "k"), (0x139...0x140, "l"), (0x143...0x148, "n"),
            (0x14C...0x151, "o"), (0x154...0x159, "r"), (0x15A...0x161, "s"), (0x162...0x167, "t"),
            (0x168...0x173, "u"), (0x174...0x175, "w"), (0x176...0x178, "y"), (0x179...0x17E, "z"),
            (0x218...0x219, "s"), (0x21A...0x21B, "t"),
        ]
        return rows.first { $0.0 ~= scalar.value }?.1.unicodeScalars.first
    }
}
