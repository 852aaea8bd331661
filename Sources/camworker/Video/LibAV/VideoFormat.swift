internal import CLibAV

/// How a stream's video is coded: what a decoder must know beside the packets.
final class VideoFormat: @unchecked Sendable {
    // SAFETY: filled before the value exists and never written again.
    let parameters: UnsafeMutablePointer<AVCodecParameters>
    let codec: VideoCodec
    private let streams: UnsafePointer<LibAVStreams>

    /// A copy of a stream's parameters.
    ///
    /// - Returns: `nil` for video of another kind than ``VideoCodec``, and without memory.
    init?(copying parameters: UnsafePointer<AVCodecParameters>, libAV: LibAVLibraries) {
        guard let codec = VideoCodec(parameters.pointee.codec_id) else { return nil }
        guard let copy = libAV.streams.pointee.avcodec_parameters_alloc() else { return nil }
        self.parameters = copy
        self.codec = codec
        self.streams = libAV.streams
        guard libAV.streams.pointee.avcodec_parameters_copy(copy, parameters) >= 0 else { return nil }
    }

    /// `avcC`, `hvcC`, or parameter sets after start codes; empty when the stream has said nothing yet.
    var extradata: [UInt8] {
        let count = Int(self.parameters.pointee.extradata_size)
        guard count > 0, let bytes = self.parameters.pointee.extradata else { return [] }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    deinit {
        var parameters: UnsafeMutablePointer<AVCodecParameters>? = self.parameters
        self.streams.pointee.avcodec_parameters_free(&parameters)
    }
}

extension VideoCodec {
    init?(_ id: AVCodecID) {
        switch id {
        case AV_CODEC_ID_H264: self = .h264
        case AV_CODEC_ID_HEVC: self = .h265
        case AV_CODEC_ID_MJPEG: self = .mjpeg
        default: return nil
        }
    }

    var id: AVCodecID {
        switch self {
        case .h264: AV_CODEC_ID_H264
        case .h265: AV_CODEC_ID_HEVC
        case .mjpeg: AV_CODEC_ID_MJPEG
        }
    }
}
