internal import Shared

/// A coded picture with its times by the stream's own clock, wraps and missing stamps mended.
struct TimedPicture {
    var packet: VideoPacket
    /// Ticks of ``MediaClock``.
    var presentation: Int64
    /// Ticks; `nil` where the stream does not say it.
    var decode: Int64?

    /// Ticks: what shows later after its decoding is damage; decoders hold back 16 pictures at most.
    private static let longestWait = 10 * MediaClock.rate

    /// - Parameter time: What ``StampClock`` made of the packet's decode stamp, or of the other where it has none.
    init(_ packet: VideoPacket, time: Int64) {
        self.packet = packet
        guard let decode = packet.stamps.decode else {
            self.presentation = time
            return
        }
        let wait = packet.stamps.presentation.map { $0 - decode } ?? 0
        self.presentation = abs(wait) <= Self.longestWait ? time + wait : time
        self.decode = time
    }
}
