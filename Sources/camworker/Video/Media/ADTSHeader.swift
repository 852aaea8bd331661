/// What stands before each frame of AAC in MPEG-TS (ISO/IEC 13818-7 §6.2).
///
/// Pure.
struct ADTSHeader: Equatable {
    /// Bytes before the frame: 7, or 9 with a checksum.
    var length: Int
    /// Of the frame with its header.
    var frameLength: Int
    /// The same as MP4 wants it.
    var audioSpecificConfig: [UInt8]

    /// - Returns: `nil` for what begins otherwise, or holds several frames in one.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 7, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0, bytes[6] & 3 == 0 else { return nil }
        let profile = bytes[2] >> 6
        let rate = bytes[2] >> 2 & 0x0F
        let channels = (bytes[2] & 1) << 2 | bytes[3] >> 6
        let frameLength = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5]) >> 5
        let length = bytes[1] & 1 == 1 ? 7 : 9
        // Without channels here they stand in the frame itself.
        guard rate < 13, channels > 0, frameLength > length, frameLength <= bytes.count else { return nil }
        self.length = length
        self.frameLength = frameLength
        self.audioSpecificConfig = [(profile + 1) << 3 | rate >> 1, (rate & 1) << 7 | channels << 3]
    }
}
