/// Ids made of names, as Home Assistant makes them: `Größe & Höhe` → `grosse_hohe`.
enum Slug {
    /// Lower case letters, digits and single underscores between them; empty when nothing is left.
    static func make(_ name: String) -> String {
        var slug: [UInt8] = []
        var isGap = false
        for scalar in Self.withoutDigitCommas(Array(name.unicodeScalars)) {
            for byte in Self.ascii(scalar) {
                if byte == UInt8(ascii: "_") {
                    isGap = true
                } else {
                    if isGap, !slug.isEmpty { slug.append(UInt8(ascii: "_")) }
                    isGap = false
                    slug.append(byte)
                }
            }
        }
        return String(decoding: slug, as: UTF8.self)
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> [UInt8] {
        guard let byte = UInt8(exactly: scalar.value), byte < 0x80 else {
            return Transliteration.ascii(scalar).map { Array($0.utf8) } ?? [UInt8(ascii: "_")]
        }
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return [byte | 0x20]
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return [byte]
        default: return [UInt8(ascii: "_")]
        }
    }

    /// `1,000` is a number: `1000`, not `1_000`.
    private static func withoutDigitCommas(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let isDigit = { (scalar: Unicode.Scalar) in ("0"..."9").contains(scalar) }
        return scalars.indices.compactMap { index in
            let isBetweenDigits =
                index > 0 && index + 1 < scalars.count && isDigit(scalars[index - 1]) && isDigit(scalars[index + 1])
            return scalars[index] == "," && isBetweenDigits ? nil : scalars[index]
        }
    }
}
