internal import Shared

/// GIF's header and logical screen (GIF89a §17–18).
enum GIFHeader {
    static func begins(_ bytes: Span<UInt8>) -> Bool {
        bytes.holds("GIF87a") || bytes.holds("GIF89a")
    }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity {
        // The trailer is one semicolon; some encoders pad behind it.
        var end = bytes.count
        while end > 13, bytes[end - 1] == 0 { end -= 1 }
        return PictureIdentity(
            format: .gif,
            width: bytes.littleEndian(at: 6, length: 2) ?? 0,
            height: bytes.littleEndian(at: 8, length: 2) ?? 0,
            isComplete: end > 13 && bytes[end - 1] == UInt8(ascii: ";")
        )
    }
}
