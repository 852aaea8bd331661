internal import CLibAV

/// Samples to AAC-LC, frame by frame.
final class AACEncoder {
    /// ISO/IEC 14496-3 §1.6.2.1, for `esds` and for decoders.
    let audioSpecificConfig: [UInt8]
    /// Samples a second and channel.
    let sampleRate: Int
    let channels: Int
    private let libAV: LibAVAudio
    private let context: CodecContext
    /// Of the frames that the encoder has taken and not given out: it holds one back.
    private var times: [Int64] = []

    /// One of AAC's rates that holds all of the input.
    ///
    /// Not below 16 kHz: a frame is 1024 samples whatever the rate, 128 ms at 8 kHz, and all of a frame waits for its last
    /// sample.
    static func sampleRate(for input: Int) -> Int {
        [16_000, 22_050, 24_000, 32_000, 44_100, 48_000].first { $0 >= input } ?? 48_000
    }

    /// Bits a second: enough for speech at 16 kHz and for music at 48, and never above AAC's own limit (6 bits a sample).
    private static func bitRate(_ sampleRate: Int, channels: Int) -> Int64 {
        Int64(channels) * (sampleRate <= 16_000 ? 32_000 : sampleRate <= 24_000 ? 48_000 : 64_000)
    }

    init(sampleRate: Int, channels: Int, libAV: LibAVAudio) throws(AudioError) {
        self.libAV = libAV
        do throws(PictureError) {
            self.context = try CodecContext.open(
                libAV.pictures.pointee.avcodec_find_encoder(AV_CODEC_ID_AAC),
                named: "AAC encoder",
                libAV: libAV.pictures,
                // A camera's sound is worth no more; the better search costs twice as much (a second of noise at 16 kHz
                // takes 2.3 ms and 5.5 ms).
                options: [("aac_coder", "fast")]
            ) {
                $0.sample_fmt = AV_SAMPLE_FMT_FLTP
                $0.sample_rate = Int32(sampleRate)
                $0.time_base = AVRational(num: 1, den: Int32(sampleRate))
                $0.bit_rate = Self.bitRate(sampleRate, channels: channels)
                $0.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT
                libAV.sounds.pointee.av_channel_layout_default(&$0.ch_layout, Int32(channels))
            }
        } catch {
            throw AudioError(error)
        }
        let raw = self.context.raw
        guard let extra = raw.pointee.extradata, raw.pointee.extradata_size >= 2,
            raw.pointee.frame_size == AACFrame.duration
        else { throw .unavailable("libavcodec's AAC encoder is not as expected") }
        self.audioSpecificConfig = [UInt8](UnsafeBufferPointer(start: extra, count: Int(raw.pointee.extradata_size)))
        self.sampleRate = sampleRate
        self.channels = channels
    }

    /// - Parameters:
    ///   - samples: ``AACFrame/duration`` of them.
    ///   - time: Of the first.
    func encode(_ samples: AudioSamples, time: Int64) throws(AudioError) -> [AACFrame] {
        clibav_forget_complaint()
        let code = try self.send(samples)
        guard code >= 0 else { throw self.error(code) }
        // What comes out first is the encoder's run-up: all of it lies before the first sample.
        if self.times.isEmpty { self.times.append(time - AACFrame.duration) }
        self.times.append(time)
        return try self.receive()
    }

    private func send(_ samples: AudioSamples) throws(AudioError) -> Int32 {
        var allocated = self.libAV.pictures.pointee.av_frame_alloc()
        defer { self.libAV.pictures.pointee.av_frame_free(&allocated) }
        guard let frame = allocated else { throw .noMemory }
        frame.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
        frame.pointee.sample_rate = Int32(self.sampleRate)
        frame.pointee.nb_samples = Int32(samples.count)
        self.libAV.sounds.pointee.av_channel_layout_default(
            &frame.pointee.ch_layout,
            Int32(self.channels)
        )
        // A frame without a buffer of its own is copied by libav.
        return Self.withPlanes(samples) { first, second in
            frame.pointee.data.0 = first
            frame.pointee.data.1 = second
            frame.pointee.linesize.0 = Int32(samples.count * MemoryLayout<Float>.size)
            return self.libAV.pictures.pointee.avcodec_send_frame(self.context.raw, frame)
        }
    }

    private static func withPlanes(
        _ samples: AudioSamples,
        _ body: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?) -> Int32
    ) -> Int32 {
        func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafeMutablePointer<UInt8>? {
            UnsafeMutablePointer(mutating: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        return samples.planes[0].withUnsafeBytes { first in
            guard samples.planes.count > 1 else { return body(bytes(first), nil) }
            return samples.planes[1].withUnsafeBytes { body(bytes(first), bytes($0)) }
        }
    }

    private func receive() throws(AudioError) -> [AACFrame] {
        var allocated = self.libAV.pictures.pointee.av_packet_alloc()
        defer { self.libAV.pictures.pointee.av_packet_free(&allocated) }
        guard let packet = allocated else { throw .noMemory }
        var frames: [AACFrame] = []
        while true {
            let code = self.libAV.pictures.pointee.avcodec_receive_packet(self.context.raw, packet)
            if code == Int32(clibav_try_again) { return frames }
            guard code >= 0, let bytes = packet.pointee.data, !self.times.isEmpty else { throw self.error(code) }
            let time = self.times.removeFirst()
            frames.append(
                AACFrame(
                    bytes: [UInt8](UnsafeBufferPointer(start: bytes, count: Int(packet.pointee.size))),
                    time: time
                )
            )
        }
    }

    private func error(_ code: Int32) -> AudioError {
        .libAV(LibAVError("encode AAC", code: code, libAV: self.libAV.pictures))
    }
}
