internal import Shared

/// WebP's RIFF container and first chunk (RFC 9649 §2).
enum WebPHeader {
    static func begins(_ bytes: Span<UInt8>) -> Bool {
        bytes.holds("RIFF") && bytes.holds("WEBP", at: 8)
    }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity {
        let size = self.size(bytes)
        let length = bytes.littleEndian(at: 4, length: 4) ?? .max
        return PictureIdentity(
            format: .webp,
            width: size?.width ?? 0,
            height: size?.height ?? 0,
            isComplete: length < .max && bytes.count >= 8 + length && length > 4
        )
    }

    private static func size(_ bytes: Span<UInt8>) -> (width: Int, height: Int)? {
        if bytes.holds("VP8X", at: 12) {
            guard let width = bytes.littleEndian(at: 24, length: 3), let height = bytes.littleEndian(at: 27, length: 3)
            else { return nil }
            return (width + 1, height + 1)
        }
        if bytes.holds("VP8L", at: 12) {
            guard bytes.count > 20, bytes[20] == 0x2F, let packed = bytes.littleEndian(at: 21, length: 4)
            else { return nil }
            return (packed & 0x3FFF + 1, (packed >> 14) & 0x3FFF + 1)
        }
        // A key frame's start code stands before the two 14-bit sizes (RFC 6386 §9.1).
        guard bytes.holds("VP8 ", at: 12), bytes.littleEndian(at: 23, length: 3) == 0x2A_019D,
            let width = bytes.littleEndian(at: 26, length: 2), let height = bytes.littleEndian(at: 28, length: 2)
        else { return nil }
        return (width & 0x3FFF, height & 0x3FFF)
    }
}
