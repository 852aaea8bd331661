/// The header of a frame of MPEG audio, layer III (ISO/IEC 11172-3 §2.4.1.3, 13818-3).
///
/// Pure.
struct MP3Header: Equatable {
    /// Samples a second.
    var sampleRate: Int
    var channels: Int
    /// Samples in the frame.
    var frameSize: Int

    /// - Returns: `nil` for what is no such frame.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] & 0xE6 == 0xE2 else { return nil }
        let version = bytes[1] >> 3 & 3
        let index = Int(bytes[2] >> 2 & 3)
        guard version != 1, index < 3 else { return nil }
        let rates = [44_100, 48_000, 32_000]
        // 3 is MPEG-1, 2 its half rates, 0 the quarter rates that came later.
        self.sampleRate = rates[index] / (version == 3 ? 1 : version == 2 ? 2 : 4)
        self.channels = bytes[3] >> 6 == 3 ? 1 : 2
        self.frameSize = version == 3 ? 1152 : 576
    }
}
