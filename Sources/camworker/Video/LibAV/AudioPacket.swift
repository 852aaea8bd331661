internal import CLibAV
internal import Shared

/// A packet of sound, as it came.
///
/// Its bytes are shared with libav's own packet by counting, not copied.
final class AudioPacket: @unchecked Sendable {
    // SAFETY: everything is set before the value exists and never written again; libav counts references to the bytes
    // atomically.
    let raw: UnsafeMutablePointer<AVPacket>
    let format: AudioFormat
    let stamps: PacketStamps
    private let libAV: UnsafePointer<LibAVPictures>

    /// Keeps what `packet` points at, after `packet` itself is used again.
    ///
    /// - Returns: `nil` without memory.
    init?(
        keeping packet: UnsafePointer<AVPacket>,
        format: AudioFormat,
        stamps: PacketStamps,
        libAV: LibAVLibraries
    ) {
        guard let clone = libAV.streams.pointee.av_packet_clone(packet) else { return nil }
        self.raw = clone
        self.format = format
        self.stamps = stamps
        self.libAV = libAV.pictures
    }

    var bytes: UnsafeRawBufferPointer {
        guard let data = self.raw.pointee.data else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: data, count: Int(self.raw.pointee.size))
    }

    deinit {
        var raw: UnsafeMutablePointer<AVPacket>? = self.raw
        self.libAV.pointee.av_packet_free(&raw)
    }
}
