internal import CLibAV
internal import Shared

/// One coded picture of a stream, with the time it came.
///
/// Its bytes are shared with libav's own packet by counting, not copied.
final class VideoPacket: @unchecked Sendable {
    // SAFETY: everything is set before the value exists and never written again; libav counts references to the bytes
    // atomically.
    let raw: UnsafeMutablePointer<AVPacket>
    let format: VideoFormat
    /// When it was whole: the honest time of its picture.
    let arrived: MonotonicTime
    let wall: WallTime
    private let libAV: UnsafePointer<LibAVPictures>

    /// Keeps what `packet` points at, after `packet` itself is used again.
    ///
    /// - Returns: `nil` without memory.
    init?(
        keeping packet: UnsafePointer<AVPacket>,
        format: VideoFormat,
        arrived: MonotonicTime,
        wall: WallTime,
        libAV: LibAVLibraries
    ) {
        guard let clone = libAV.streams.pointee.av_packet_clone(packet) else { return nil }
        self.raw = clone
        self.format = format
        self.arrived = arrived
        self.wall = wall
        self.libAV = libAV.pictures
    }

    /// Whether decoding can begin with it.
    var isKeyFrame: Bool { self.raw.pointee.flags & AV_PKT_FLAG_KEY != 0 }

    var count: Int { Int(self.raw.pointee.size) }

    /// A copy of the bytes.
    var bytes: [UInt8] {
        guard let data = self.raw.pointee.data else { return [] }
        return [UInt8](UnsafeBufferPointer(start: data, count: self.count))
    }

    deinit {
        var raw: UnsafeMutablePointer<AVPacket>? = self.raw
        self.libAV.pointee.av_packet_free(&raw)
    }
}
