@testable import camworker

/// Sequence parameter sets as x264 and x265 write them, and what ffprobe says of each.
enum SampleSets {
    struct Sample: Sendable {
        var bytes: [UInt8]
        var parameters: SequenceParameters?

        init(_ text: String, _ codec: String, _ width: Int64, _ height: Int64, depth: Int?) {
            let digits = Array(text)
            self.bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0..<($0 + 2)]), radix: 16)
            }
            self.parameters = SequenceParameters(codec: codec, width: width, height: height, reorderDepth: depth)
        }
    }

    static let h264 = [
        // High, two B-frames, cropped from 1088 lines.
        Sample("67640028acd940780227e5c044000003000400000300c83c60c658", "avc1.640028", 1920, 1080, depth: 2),
        Sample("6742c01fda014016ec0440000003004000000c83c60ca8", "avc1.42C01F", 1280, 720, depth: 0),
        // High 4:4:4 with scaling matrices, interlaced.
        Sample("67f4001e919d0140f6c044000003000400000300c87c50aa80", "avc1.F4001E", 640, 480, depth: 0),
    ]

    static let h265 = [
        Sample(
            "420101016000000300900000030000030078a003c0801107cb96e92930bc05a02000000300200000030321",
            "hvc1.1.6.L120.90",
            1920,
            1080,
            depth: 0
        ),
        // Main 10, three B-frames.
        Sample(
            "42010102200000030090000003000003003fa005020171f2b6595952930bc05a020000030002000003003210",
            "hvc1.2.4.L63.90",
            640,
            360,
            depth: 2
        ),
    ]
}
