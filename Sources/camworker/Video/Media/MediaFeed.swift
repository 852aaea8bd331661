internal import IPC
internal import Shared

/// What the stream's thread has read, to the writer that the loop's wish asks for.
final class MediaFeed {
    private let outlet: MediaOutlet
    private let libAV: LibAVLibraries
    private var writer: MediaWriter?

    init(outlet: MediaOutlet, libAV: LibAVLibraries) {
        self.outlet = outlet
        self.libAV = libAV
    }

    var isWanted: Bool { self.outlet.wish != nil }

    /// - Parameter group: The newest key frame and all that came after it, the picture just read too; a wish for a stream
    ///   that is open already begins with it, since the next key frame may be 20 s away.
    func take(
        _ reading: StreamInput.Reading,
        isSoundAnnounced: Bool,
        group: @autoclosure () -> [VideoPacket] = []
    ) {
        var replayed: VideoPacket?
        if let wish = self.outlet.wish {
            if let writer, writer.wish.round == wish.round {
                writer.wish = wish
            } else {
                // What an old wish began nobody waits for.
                let group = group()
                self.writer = MediaWriter(wish: wish, outlet: self.outlet, libAV: self.libAV)
                self.writer?.begin(with: group, isSoundAnnounced: isSoundAnnounced, at: .now())
                replayed = group.last
            }
        } else {
            self.writer = nil
        }
        switch reading {
        case .video(let packet):
            if packet !== replayed { self.writer?.take(packet, isSoundAnnounced: isSoundAnnounced) }
        case .sound(let packet): self.writer?.take(packet)
        case .lost: self.writer?.tear()
        case .other: break
        }
    }

    /// The stream ends.
    func finish() {
        self.writer?.finish()
    }
}
