internal import Shared

/// A coded picture with its times by the stream's own clock, wraps and missing stamps mended.
struct TimedPicture {
    var packet: VideoPacket
    /// Ticks of ``MediaClock``.
    var presentation: Int64
    /// Ticks; `nil` where the stream does not say it.
    var decode: Int64?

    /// - Parameter time: What ``StampClock`` made of the packet's decode stamp, or of the other where it has none.
    init(_ packet: VideoPacket, time: Int64) {
        self.packet = packet
        guard let decode = packet.stamps.decode else {
            self.presentation = time
            return
        }
        self.presentation = packet.stamps.presentation.map { time + ($0 - decode) } ?? time
        self.decode = time
    }
}
