internal import CLibAV

/// Decodes the packets of one sound track.
final class AudioDecoder {
    private let libAV: LibAVAudio
    private let context: CodecContext

    /// Largest packet that is decoded or copied, bytes: 300 ms of uncompressed stereo at 48 kHz and 16 bits; all that
    /// compress need a tenth of it.
    static let largestPacket = 64 * 1024
    /// Samples a second of one channel.
    static let rates = 4000...96_000
    static let mostChannels = 8
    /// Seconds of sound that one packet may hold; memory is bounded by it.
    static let longestPacket = 2
    /// Frames that one packet may hold: Opus has up to 48 of them.
    private static let mostFrames = 64

    /// - Parameter parameters: Of the track; copied.
    init(_ parameters: UnsafePointer<AVCodecParameters>, libAV: LibAVAudio) throws(AudioError) {
        self.libAV = libAV
        let id = parameters.pointee.codec_id
        let name = libAV.streams.pointee.avcodec_get_name(id).map { String(cString: $0) } ?? "unknown"
        do throws(PictureError) {
            self.context = try CodecContext.open(
                libAV.pictures.pointee.avcodec_find_decoder(id),
                named: "\(name) decoder",
                libAV: libAV.pictures
            ) {
                withUnsafeMutablePointer(to: &$0) { context in
                    _ = libAV.streams.pointee.avcodec_parameters_to_context(context, parameters)
                }
            }
        } catch {
            throw AudioError(error)
        }
    }

    /// What the stamps of packets count, a second; before the first is decoded.
    func setClock(rate: Int) {
        self.context.raw.pointee.pkt_timebase = AVRational(num: 1, den: Int32(rate))
    }

    /// Decodes one packet and hands over what it held, in order; the frames are valid only meanwhile.
    ///
    /// - Parameter time: The packet's stamp, which its frames get, whatever stands in the packet itself.
    func decode(
        _ packet: UnsafePointer<AVPacket>,
        at time: Int64?,
        _ take: (UnsafeMutablePointer<AVFrame>) throws(AudioError) -> Void
    ) throws(AudioError) {
        clibav_forget_complaint()
        guard packet.pointee.size > 0, Int(packet.pointee.size) <= Self.largestPacket else {
            throw self.error(Int32(clibav_invalid))
        }
        var clone = self.libAV.streams.pointee.av_packet_clone(packet)
        defer { self.libAV.pictures.pointee.av_packet_free(&clone) }
        guard let clone else { throw .noMemory }
        clone.pointee.pts = time ?? clibav_no_time
        clone.pointee.dts = clibav_no_time
        let code = self.libAV.pictures.pointee.avcodec_send_packet(self.context.raw, clone)
        guard code >= 0 else { throw self.error(code) }
        var allocated = self.libAV.pictures.pointee.av_frame_alloc()
        defer { self.libAV.pictures.pointee.av_frame_free(&allocated) }
        guard let frame = allocated else { throw .noMemory }
        for _ in 0..<Self.mostFrames {
            let code = self.libAV.pictures.pointee.avcodec_receive_frame(self.context.raw, frame)
            if code == Int32(clibav_try_again) { return }
            guard code >= 0, Self.isUsable(frame.pointee) else {
                throw self.error(code >= 0 ? Int32(clibav_invalid) : code)
            }
            try take(frame)
        }
    }

    private static func isUsable(_ frame: AVFrame) -> Bool {
        let rate = Int(frame.sample_rate)
        return Self.rates.contains(rate) && (1...Self.mostChannels).contains(Int(frame.ch_layout.nb_channels))
            && frame.nb_samples > 0 && Int(frame.nb_samples) <= rate * Self.longestPacket
    }

    private func error(_ code: Int32) -> AudioError {
        .libAV(LibAVError("decode sound", code: code, libAV: self.libAV.pictures))
    }
}
