extension SequenceParameters {
    /// Reads an H.265 sequence parameter set (ITU-T H.265 §7.3.2.2.1).
    init?(h265 unit: some Sequence<UInt8>) {
        var reader = BitReader(unescaping: unit)
        reader.skip(16 + 4)
        let layers = Int(reader.bits(3))
        reader.skip(1)
        let codec = Self.profile(&reader)
        Self.skipLayers(&reader, count: layers)
        _ = reader.unsigned()
        let chroma = reader.unsigned()
        if chroma == 3 { reader.skip(1) }
        let size = (width: Int64(reader.unsigned()), height: Int64(reader.unsigned()))
        let (width, height) = Self.cropped(
            size,
            by: &reader,
            unit: (chroma == 1 || chroma == 2 ? 2 : 1, chroma == 1 ? 2 : 1)
        )
        for _ in 0..<3 { _ = reader.unsigned() }
        // The numbers of the highest layer come last, and hold for the whole stream.
        let isEach = reader.bit()
        var depth: UInt32 = 0
        for _ in 0...(isEach ? layers : 0) {
            _ = reader.unsigned()
            depth = reader.unsigned()
            _ = reader.unsigned()
        }
        guard !reader.isExhausted, depth <= 16 else { return nil }
        self.init(codec: codec, width: width, height: height, reorderDepth: Int(depth))
    }

    /// `profile_tier_level` (§7.3.3) as ISO/IEC 14496-15 §E.3 spells it.
    private static func profile(_ reader: inout BitReader) -> String {
        let space = ["", "A", "B", "C"][Int(reader.bits(2))]
        let tier = reader.bit() ? "H" : "L"
        let profile = reader.bits(5)
        // Its first bit is written last.
        let compatibility = (0..<32).reduce(UInt32(0)) { flags, index in flags | (reader.bit() ? 1 << index : 0) }
        var constraints = (0..<6).map { _ in UInt8(reader.bits(8)) }
        while constraints.last == 0 { constraints.removeLast() }
        let level = reader.bits(8)
        let words = ["hvc1", "\(space)\(profile)", Self.hexadecimal(compatibility), "\(tier)\(level)"]
        return (words + constraints.map(Self.hexadecimal)).joined(separator: ".")
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
