extension SequenceParameters {
    /// Reads an H.264 sequence parameter set (ITU-T H.264 §7.3.2.1.1).
    init?(h264 unit: some Sequence<UInt8>) {
        var reader = BitReader(unescaping: unit)
        reader.skip(8)
        let (profile, constraints, level) = (UInt8(reader.bits(8)), UInt8(reader.bits(8)), UInt8(reader.bits(8)))
        _ = reader.unsigned()
        let chroma = Self.chromaFormat(&reader, profile: profile)
        _ = reader.unsigned()
        let orderType = Self.skipPictureOrder(&reader)
        _ = reader.unsigned()
        reader.skip(1)
        let (columns, rows) = (Int64(reader.unsigned()) + 1, Int64(reader.unsigned()) + 1)
        let isFrames = reader.bit()
        if !isFrames { reader.skip(1) }
        reader.skip(1)
        let fields: Int64 = isFrames ? 1 : 2
        let (width, height) = Self.cropped(
            (columns * 16, rows * 16 * fields),
            by: &reader,
            unit: (chroma == 1 || chroma == 2 ? 2 : 1, (chroma == 1 ? 2 : 1) * fields)
        )
        guard !reader.isExhausted else { return nil }
        let hasNoReordering = profile == 66 || orderType == 2
        let depth = reader.bit() ? Self.reorderDepth(&reader) : nil
        self.init(
            codec: "avc1." + [profile, constraints, level].map(Self.twoDigits).joined(),
            width: width,
            height: height,
            reorderDepth: hasNoReordering ? 0 : depth
        )
    }

    /// Profiles whose sets name a chroma format (§7.3.2.1.1).
    private static let profilesWithChroma: Set<UInt8> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

    private static func chromaFormat(_ reader: inout BitReader, profile: UInt8) -> UInt32 {
        guard Self.profilesWithChroma.contains(profile) else { return 1 }
        let format = reader.unsigned()
        if format == 3 { reader.skip(1) }
        _ = reader.unsigned()
        _ = reader.unsigned()
        reader.skip(1)
        guard reader.bit() else { return format }
        for list in 0..<(format == 3 ? 12 : 8) where reader.bit() {
            Self.skipScalingList(&reader, size: list < 6 ? 16 : 64)
        }
        return format
    }

    private static func skipScalingList(_ reader: inout BitReader, size: Int) {
        var (last, next): (Int64, Int64) = (8, 8)
        for _ in 0..<size {
            if next != 0 { next = (last + reader.signed()) & 0xFF }
            last = next == 0 ? last : next
        }
    }

    private static func skipPictureOrder(_ reader: inout BitReader) -> UInt32 {
        let type = reader.unsigned()
        if type == 0 { _ = reader.unsigned() }
        guard type == 1 else { return type }
        reader.skip(1)
        _ = reader.signed()
        _ = reader.signed()
        // At most 255 (§7.4.2.1.1).
        for _ in 0..<min(255, reader.unsigned()) { _ = reader.signed() }
        return type
    }

    /// The size without the rim that is not to be shown; of H.264 and H.265 alike.
    static func cropped(
        _ size: (width: Int64, height: Int64),
        by reader: inout BitReader,
        unit: (width: Int64, height: Int64)
    ) -> (width: Int64, height: Int64) {
        guard reader.bit() else { return size }
        let sides = (0..<4).map { _ in Int64(reader.unsigned()) }
        return (size.width - (sides[0] + sides[1]) * unit.width, size.height - (sides[2] + sides[3]) * unit.height)
    }

    /// `max_num_reorder_frames` of the usability information (§E.1.1); `nil` when it is not there.
    private static func reorderDepth(_ reader: inout BitReader) -> Int? {
        if reader.bit(), reader.bits(8) == 255 { reader.skip(32) }
        if reader.bit() { reader.skip(1) }
        if reader.bit() {
            reader.skip(4)
            if reader.bit() { reader.skip(24) }
        }
        if reader.bit() {
            _ = reader.unsigned()
            _ = reader.unsigned()
        }
        if reader.bit() { reader.skip(65) }
        let hasBuffers = [Self.skipBufferDescription(&reader), Self.skipBufferDescription(&reader)].contains(true)
        if hasBuffers { reader.skip(1) }
        reader.skip(1)
        guard reader.bit() else { return nil }
        reader.skip(1)
        for _ in 0..<4 { _ = reader.unsigned() }
        let depth = reader.unsigned()
        guard !reader.isExhausted, depth <= 16 else { return nil }
        return Int(depth)
    }

    /// `hrd_parameters` (§E.1.2), where the flag before them says that they are there.
    private static func skipBufferDescription(_ reader: inout BitReader) -> Bool {
        guard reader.bit() else { return false }
        let count = min(32, reader.unsigned() + 1)
        reader.skip(8)
        for _ in 0..<count {
            _ = reader.unsigned()
            _ = reader.unsigned()
            reader.skip(1)
        }
        reader.skip(20)
        return true
    }
}
