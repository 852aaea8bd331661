/// What a sequence parameter set says that players have to know.
///
/// Pure.
struct SequenceParameters: Equatable {
    /// RFC 6381: `avc1.64001F`, `hvc1.1.6.L93.B0`.
    var codec: String
    /// Pixels, after cropping.
    var width: UInt32
    var height: UInt32
    /// How many pictures can come before one that is shown before them; `nil` when the set does not say.
    var reorderDepth: Int?

    /// Largest picture side a decoder of cameras knows, pixels (H.265 level 6.2).
    private static let longestSide: UInt32 = 16_384

    /// - Returns: `nil` for a set that makes no sense.
    init?(codec: String, width: Int64, height: Int64, reorderDepth: Int?) {
        guard 1...Int64(Self.longestSide) ~= width, 1...Int64(Self.longestSide) ~= height else { return nil }
        self.codec = codec
        self.width = UInt32(width)
        self.height = UInt32(height)
        self.reorderDepth = reorderDepth
    }

    static func hexadecimal(_ byte: some FixedWidthInteger) -> String { String(byte, radix: 16, uppercase: true) }

    static func twoDigits(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + Self.hexadecimal(byte) }
}
