/// RFC 4648 §4 of a few bytes: nonces and digests.
enum Base64Text {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars
    )

    static func of(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var number = 0
            for index in 0..<3 { number = number << 8 | (index < group.count ? Int(group[start + index]) : 0) }
            for index in 0..<4 {
                let letter = index <= group.count ? Self.alphabet[number >> (18 - 6 * index) & 63] : "="
                text.unicodeScalars.append(letter)
            }
        }
        return text
    }
}
