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
    let stamps: PacketStamps
    let wall: WallTime
    private let libAV: LibAVLibraries

    /// Keeps what `packet` points at, after `packet` itself is used again.
    ///
    /// - Returns: `nil` without memory.
    init?(
        keeping packet: UnsafePointer<AVPacket>,
        format: VideoFormat,
        stamps: PacketStamps,
        wall: WallTime,
        libAV: LibAVLibraries
    ) {
        guard let clone = libAV.streams.pointee.av_packet_clone(packet) else { return nil }
        self.raw = clone
        self.format = format
        self.stamps = stamps
        self.wall = wall
        self.libAV = libAV
    }

    /// The same as if it had come only now: of a film that is given as fast as its own clock goes.
    ///
    /// - Returns: `nil` without memory.
    func arriving(at time: MonotonicTime, wall: WallTime) -> VideoPacket? {
        var stamps = self.stamps
        stamps.arrived = time
        return VideoPacket(keeping: self.raw, format: self.format, stamps: stamps, wall: wall, libAV: self.libAV)
    }

    /// When it was whole: the honest time of its picture.
    var arrived: MonotonicTime { self.stamps.arrived }

    /// Whether decoding can begin with it.
    var isKeyFrame: Bool { self.raw.pointee.flags & AV_PKT_FLAG_KEY != 0 }

    var count: Int { Int(self.raw.pointee.size) }

    /// A copy of the bytes.
    var bytes: [UInt8] {
        guard let data = self.raw.pointee.data else { return [] }
        return [UInt8](UnsafeBufferPointer(start: data, count: self.count))
    }

    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        guard let data = self.raw.pointee.data else { return }
        body(UnsafeRawBufferPointer(start: data, count: self.count))
    }

    /// What the container says anew about the coding, from this packet on.
    var newExtradata: [UInt8]? { self.raw.pointee.newExtradata }

    deinit {
        var raw: UnsafeMutablePointer<AVPacket>? = self.raw
        self.libAV.pictures.pointee.av_packet_free(&raw)
    }
}
