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

/// The first packets of a stream that stamps only later ones: libav's RTSP client has none for the very first.
///
/// They are held until a stamp comes, and then have come before it as they arrived before it; the sound, which has the same
/// clock, is thus in its place from the beginning.
struct StartingStamps {
    typealias Stamped = (packet: VideoPacket, stamp: Int64?)

    /// A stream that has stamped none of so many has none.
    private static let most = 16

    private var held: [VideoPacket] = []
    private var isOver = false

    mutating func take(_ packet: VideoPacket) -> [Stamped] {
        let stamp = packet.stamps.decode ?? packet.stamps.presentation
        guard !self.isOver else { return [(packet, stamp)] }
        self.held.append(packet)
        guard stamp != nil || self.held.count == Self.most else { return [] }
        self.isOver = true
        defer { self.held = [] }
        guard let stamp else { return self.held.map { ($0, nil) } }
        let arrival = MediaClock.ticks(of: packet.arrived)
        return self.held.map { ($0, stamp - (arrival - MediaClock.ticks(of: $0.arrived))) }
    }
}
