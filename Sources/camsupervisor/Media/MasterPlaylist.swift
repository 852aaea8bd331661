import IPC
import NIOCore
import Shared

/// The playlist that names the other: what a player needs to know before it asks for video.
struct MasterPlaylist: Sendable {
    let window: MediaWindow

    /// On top of what was measured; Home Assistant's.
    private static let reserve = 1.2

    /// `nil` while nothing has come.
    var text: String? {
        guard let start = self.window.newest?.opening.start else { return nil }
        var stream = "#EXT-X-STREAM-INF:BANDWIDTH=\(self.bandwidth),CODECS=\"\(start.codecs)\""
        if start.width > 0, start.height > 0 { stream += ",RESOLUTION=\(start.width)x\(start.height)" }
        return "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n\(stream)\nplaylist.m3u8\n"
    }

    /// Bits a second of the largest segment.
    private var bandwidth: Int {
        let segments = self.window.complete.isEmpty ? self.window.segments[...] : self.window.complete
        let rates = segments.map { segment in
            Double(segment.parts.reduce(0) { $0 + $1.bytes.readableBytes }) * 8 / max(segment.duration.inSeconds, 0.001)
        }
        return max(1, Int(((rates.max() ?? 0) * Self.reserve).rounded()))
    }
}
