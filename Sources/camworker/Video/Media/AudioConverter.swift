/// Turns sound that MP4's players do not know into AAC.
///
/// Used by one thread.
protocol AudioConverter: AnyObject {
    /// Of the AAC that comes out (ISO/IEC 14496-3 §1.6.2.1); known from the beginning.
    var audioSpecificConfig: [UInt8] { get }
    /// Of the AAC that comes out, a second; ``AudioFrame`` counts in it.
    var sampleRate: Int { get }
    var channels: Int { get }

    /// Takes a packet and hands over what became whole: none, one or several frames, in order.
    ///
    /// - Parameter time: of the packet's first sample on the media's clock, in samples of ``sampleRate``; may be below 0
    ///   before the media begins.
    /// - Throws: when there will be no sound any more; a packet that cannot be decoded is left out by itself.
    func feed(_ packet: AudioPacket, at time: Int64) throws(PictureError) -> [AudioFrame]
}

/// One frame of coded sound.
struct AudioFrame: Equatable, Sendable {
    /// Without any header of its own (no ADTS).
    var bytes: [UInt8]
    /// Samples on the media's clock.
    var time: Int64
    /// Samples.
    var duration: Int64
}
