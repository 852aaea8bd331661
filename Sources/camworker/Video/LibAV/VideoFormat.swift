internal import CLibAV

/// How a stream's video is coded: what a decoder must know beside the packets.
final class VideoFormat: @unchecked Sendable {
    // SAFETY: filled before the value exists and never written again.
    let parameters: UnsafeMutablePointer<AVCodecParameters>
    let codec: VideoCodec
    private let streams: UnsafePointer<LibAVStreams>

    /// A copy of a stream's parameters.
    ///
    /// - Parameter extradata: What the stream has said since, in the place of its first words.
    /// - Returns: `nil` for video of another kind than ``VideoCodec``, and without memory.
    init?(copying parameters: UnsafePointer<AVCodecParameters>, extradata: [UInt8]? = nil, libAV: LibAVLibraries) {
        guard let codec = VideoCodec(parameters.pointee.codec_id) else { return nil }
        guard let copy = libAV.copy(of: parameters, extradata: extradata) else { return nil }
        self.parameters = copy
        self.codec = codec
        self.streams = libAV.streams
    }

    /// `avcC`, `hvcC`, or parameter sets after start codes; empty when the stream has said nothing yet.
    var extradata: [UInt8] { self.parameters.pointee.extradataBytes }

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
