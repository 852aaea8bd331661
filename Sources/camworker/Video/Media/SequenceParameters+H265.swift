extension SequenceParameters {
    /// Reads an H.265 sequence parameter set.
    init?(h265 unit: some Sequence<UInt8>) {
        guard let sequence = H265Sequence(unit) else { return nil }
        self.init(
            codec: Self.codec(of: sequence.general),
            width: sequence.size.width,
            height: sequence.size.height,
            reorderDepth: sequence.reorderDepth
        )
    }

    /// `general_profile_tier_level` (§7.3.3) as ISO/IEC 14496-15 §E.3 spells it.
    private static func codec(of general: [UInt8]) -> String {
        var reader = BitReader(bits: general)
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
}
