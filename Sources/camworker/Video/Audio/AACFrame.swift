/// One frame of AAC-LC as MP4 holds it: without an ADTS header.
struct AACFrame: Equatable, Sendable {
    /// Samples of each frame and channel.
    static let duration: Int64 = 1024

    var bytes: [UInt8]
    /// When its first sample is heard, in samples.
    ///
    /// The first frame may stand one before the input's first sample: an encoder needs a run-up.
    var time: Int64
    /// Whether the input's clock jumped before it, further than silence or leaving out could mend: ``time`` does not go on
    /// where the frame before ended.
    var isAfterJump = false
}
