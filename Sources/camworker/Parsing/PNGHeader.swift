internal import Shared

/// PNG's signature and chunks (RFC 2083 §3).
enum PNGHeader {
    static func begins(_ bytes: Span<UInt8>) -> Bool {
        bytes.count >= 8 && bytes[0] == 0x89 && bytes.holds("PNG\r\n\u{1A}\n", at: 1)
    }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity {
        let hasHeader = bytes.holds("IHDR", at: 12)
        return PictureIdentity(
            format: .png,
            width: hasHeader ? bytes.bigEndian(at: 16, length: 4) ?? 0 : 0,
            height: hasHeader ? bytes.bigEndian(at: 20, length: 4) ?? 0 : 0,
            isComplete: self.endsProperly(bytes)
        )
    }

    /// Walks the chunks (length, type, contents, checksum) to IEND.
    private static func endsProperly(_ bytes: Span<UInt8>) -> Bool {
        var position = 8
        while let length = bytes.bigEndian(at: position, length: 4) {
            let next = position + 12 + length
            if bytes.holds("IEND", at: position + 4) { return next <= bytes.count }
            position = next
        }
        return false
    }
}
