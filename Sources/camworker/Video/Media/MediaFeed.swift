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

    func take(_ reading: StreamInput.Reading, isSoundAnnounced: Bool) {
        let wish = self.outlet.wish
        // What an old wish began nobody waits for.
        if self.writer?.wish != wish {
            self.writer = wish.map { MediaWriter(wish: $0, outlet: self.outlet, libAV: self.libAV) }
        }
        switch reading {
        case .video(let packet): self.writer?.take(packet, isSoundAnnounced: isSoundAnnounced)
        case .sound(let packet): self.writer?.take(packet)
        case .other: break
        }
    }

    /// The stream ends.
    func finish() {
        self.writer?.finish()
    }
}
