internal import Shared

/// The newest key frame of a stream and all that came after it: enough to make the newest picture at any time.
///
/// Pure.
struct GroupOfPictures: Sendable {
    /// Half a minute at 25 a second; cameras put up to 20 s between two key frames.
    static let mostPackets = 750
    /// Bytes; 20 s of a 6 Mbit/s stream.
    static let mostBytes = 16 * 1024 * 1024

    /// In order, the key frame first; empty before the first key frame, and when the group is too long to be kept.
    private(set) var packets: [VideoPacket] = []
    private var bytes = 0

    mutating func append(_ packet: VideoPacket) {
        if packet.isKeyFrame {
            self.packets = [packet]
            self.bytes = packet.count
            return
        }
        guard !self.packets.isEmpty else { return }
        guard self.packets.count < Self.mostPackets, self.bytes + packet.count <= Self.mostBytes else {
            self.packets = []
            return
        }
        self.packets.append(packet)
        self.bytes += packet.count
    }

    /// When its newest packet came.
    var newest: MonotonicTime? { self.packets.last?.arrived }
}
