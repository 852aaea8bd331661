internal import CLibAV

/// How a stream's sound is coded: what a decoder must know beside the packets.
final class AudioFormat: @unchecked Sendable {
    // SAFETY: filled before the value exists and never written again.
    let parameters: UnsafeMutablePointer<AVCodecParameters>
    private let streams: UnsafePointer<LibAVStreams>

    /// A copy of a stream's parameters.
    ///
    /// - Parameter extradata: What the stream has said since, in the place of its first words.
    /// - Returns: `nil` without memory.
    init?(copying parameters: UnsafePointer<AVCodecParameters>, extradata: [UInt8]? = nil, libAV: LibAVLibraries) {
        guard let copy = libAV.copy(of: parameters, extradata: extradata) else { return nil }
        self.parameters = copy
        self.streams = libAV.streams
    }

    /// AudioSpecificConfig and its like; empty when the stream has said nothing.
    var extradata: [UInt8] { self.parameters.pointee.extradataBytes }

    /// libav's word for the codec: `pcm_mulaw`.
    var name: String {
        self.streams.pointee.avcodec_get_name(self.parameters.pointee.codec_id).map { String(cString: $0) } ?? "sound"
    }

    deinit {
        var parameters: UnsafeMutablePointer<AVCodecParameters>? = self.parameters
        self.streams.pointee.avcodec_parameters_free(&parameters)
    }
}
