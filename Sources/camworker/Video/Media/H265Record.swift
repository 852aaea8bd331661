/// Makes an `hvcC` (ISO/IEC 14496-15 §8.3.3.1) of parameter sets.
///
/// Pure. libavformat makes one too, but reads parameter sets to their end for it, and counts to 2³² over a damaged one (5.1,
/// found by fuzzing): what is said here of the stream stands in the first bytes of its sequence parameter set.
struct H265Record {
    /// Kinds of units, and their numbers in an array's head.
    private static let kinds: (video: UInt8, sequence: UInt8, picture: UInt8) = (32, 33, 34)

    let bytes: [UInt8]

    /// - Returns: `nil` when the first sequence parameter set makes no sense, or one is longer than 65,535 bytes.
    init?(video: [[UInt8]], sequence: [[UInt8]], picture: [[UInt8]]) {
        let arrays = [(Self.kinds.video, video), (Self.kinds.sequence, sequence), (Self.kinds.picture, picture)]
            .filter { !$0.1.isEmpty }
        guard let coding = sequence.first.flatMap({ H265Sequence($0) }),
            arrays.allSatisfy({ $0.1.count <= 0xFFFF && $0.1.allSatisfy { $0.count <= 0xFFFF } })
        else { return nil }
        var bytes: [UInt8] = [1] + coding.general
        // What reserved bits are 1 in, and 0 for what is not known: the least segmentation, parallelism, the frame rate.
        bytes += [0xF0, 0, 0xFC, 0xFC | UInt8(coding.chromaFormat)]
        bytes += [0xF8 | UInt8(coding.lumaDepth), 0xF8 | UInt8(coding.chromaDepth), 0, 0]
        // Lengths of four bytes.
        bytes.append(UInt8(min(7, coding.layers)) << 3 | (coding.isNested ? 4 : 0) | 3)
        bytes.append(UInt8(arrays.count))
        for (kind, units) in arrays {
            // All of the kind are here, and none in the pictures.
            bytes.append(0x80 | kind)
            bytes += Self.twoBytes(units.count)
            for unit in units { bytes += Self.twoBytes(unit.count) + unit }
        }
        self.bytes = bytes
    }

    private static func twoBytes(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] }
}
