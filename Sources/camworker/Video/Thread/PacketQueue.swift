internal import Shared

/// Packets on their way to a decoder that may be slower than the camera.
///
/// Pure. Never longer than a second or so: when the decoder is behind, all that waits is dropped up to the next key
/// frame, so that pictures are left out and never late.
struct PacketQueue {
    /// A second at 30 a second; what waits longer is shown too late.
    static let mostPackets = 30
    /// Bytes; a second of a 60 Mbit/s stream.
    static let mostBytes = 8 * 1024 * 1024

    struct Entry: Sendable {
        var packet: VideoPacket
        /// Whether those before it are missing, so that the decoder has to begin anew.
        var isAfterGap: Bool
    }

    private var waiting: [Entry] = []
    private var bytes = 0
    /// How many of those that wait were there from the beginning.
    private var headStart = 0
    /// Until a key frame comes nothing is of use.
    private var needsKeyFrame = true
    /// How often the decoder was too slow.
    private(set) var gaps = 0

    /// Those since the newest key frame, for a decoder that begins in their midst: however many they are.
    mutating func begin(with packets: [VideoPacket]) {
        self.waiting = packets.enumerated().map { Entry(packet: $1, isAfterGap: $0 == 0) }
        self.bytes = packets.reduce(0) { $0 + $1.count }
        self.headStart = packets.count
        self.needsKeyFrame = packets.isEmpty
    }

    mutating func append(_ packet: VideoPacket) {
        let count = packet.count
        if self.waiting.count >= Self.mostPackets + self.headStart
            || self.bytes + count > Self.mostBytes + (self.headStart > 0 ? GroupOfPictures.mostBytes : 0)
        {
            self.waiting = []
            self.bytes = 0
            self.gaps += 1
            self.needsKeyFrame = true
        }
        guard packet.isKeyFrame || !self.needsKeyFrame else { return }
        self.waiting.append(Entry(packet: packet, isAfterGap: self.needsKeyFrame))
        self.bytes += count
        self.needsKeyFrame = false
    }

    mutating func take() -> Entry? {
        guard !self.waiting.isEmpty else { return nil }
        let entry = self.waiting.removeFirst()
        self.bytes -= entry.packet.count
        self.headStart = max(0, self.headStart - 1)
        return entry
    }
}
