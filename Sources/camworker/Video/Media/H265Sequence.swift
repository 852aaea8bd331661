/// An H.265 sequence parameter set (ITU-T H.265 §7.3.2.2.1), as far as players and containers have to know it.
///
/// Pure.
struct H265Sequence {
    /// `general_profile_tier_level`, 12 bytes.
    var general: [UInt8]
    /// Temporal layers, 1 to 8.
    var layers: Int
    /// Whether each layer can be joined at any of its pictures.
    var isNested: Bool
    /// 0 for none (grey), 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4.
    var chromaFormat: Int
    /// Pixels, after cropping.
    var size: (width: Int64, height: Int64)
    /// Bits of a sample above 8.
    var lumaDepth: Int
    var chromaDepth: Int
    /// How many pictures can come before one that is shown before them.
    var reorderDepth: Int

    /// - Returns: `nil` for a set that makes no sense.
    init?(_ unit: some Sequence<UInt8>) {
        var reader = BitReader(unescaping: unit)
        reader.skip(16 + 4)
        let above = Int(reader.bits(3))
        self.layers = above + 1
        self.isNested = reader.bit()
        self.general = (0..<12).map { _ in UInt8(reader.bits(8)) }
        Self.skipLayers(&reader, count: above)
        _ = reader.unsigned()
        let chroma = reader.unsigned()
        if chroma == 3 { reader.skip(1) }
        let size = (width: Int64(reader.unsigned()), height: Int64(reader.unsigned()))
        self.size = SequenceParameters.cropped(
            size,
            by: &reader,
            unit: (chroma == 1 || chroma == 2 ? 2 : 1, chroma == 1 ? 2 : 1)
        )
        let (luma, color) = (reader.unsigned(), reader.unsigned())
        _ = reader.unsigned()
        // The numbers of the highest layer come last, and hold for the whole stream.
        let isEach = reader.bit()
        var depth: UInt32 = 0
        for _ in 0...(isEach ? above : 0) {
            _ = reader.unsigned()
            depth = reader.unsigned()
            _ = reader.unsigned()
        }
        // Three bits hold the depths in an `hvcC`; no camera has more than 4 above 8.
        guard !reader.isExhausted, depth <= 16, chroma <= 3, luma < 8, color < 8 else { return nil }
        self.chromaFormat = Int(chroma)
        (self.lumaDepth, self.chromaDepth) = (Int(luma), Int(color))
        self.reorderDepth = Int(depth)
    }

    private static func skipLayers(_ reader: inout BitReader, count: Int) {
        guard count > 0 else { return }
        let presence = (0..<8).map { _ in (profile: reader.bit(), level: reader.bit()) }
        for layer in presence.prefix(count) {
            if layer.profile { reader.skip(88) }
            if layer.level { reader.skip(8) }
        }
    }
}
