internal import CLibAV

/// Decoded sound of any kind to floating point at one rate, in one or two channels.
///
/// Whatever the input does midway, the output stays what it is.
final class AudioResampler {
    private let libAV: LibAVAudio
    private let sampleRate: Int
    private let channels: Int
    private var context: OpaquePointer?
    private var input: Input?

    /// What the converter is made for.
    private struct Input: Equatable {
        var format: Int32
        var rate: Int32
        var channels: Int32
    }

    init(sampleRate: Int, channels: Int, libAV: LibAVAudio) {
        self.libAV = libAV
        self.sampleRate = sampleRate
        self.channels = channels
    }

    deinit {
        self.libAV.sounds.pointee.swr_free(&self.context)
    }

    /// Some samples stay behind for the next call: the filter has to see what follows them (2 ms at 8 kHz).
    func convert(_ frame: UnsafeMutablePointer<AVFrame>) throws(AudioError) -> AudioSamples {
        try self.prepare(for: frame)
        let most = self.libAV.sounds.pointee.swr_get_out_samples(self.context, frame.pointee.nb_samples)
        guard most > 0 else { return AudioSamples(channels: self.channels) }
        var converted = AudioSamples(channels: self.channels)
        let capacity = Int(most)
        let code = withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity * self.channels) {
            buffer -> Int32 in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress else { return 0 }
            let count = self.run(frame, into: base, capacity: capacity)
            for plane in 0..<self.channels where count > 0 {
                converted.append(UnsafeBufferPointer(start: base + plane * capacity, count: Int(count)), toPlane: plane)
            }
            return count
        }
        guard code >= 0 else { throw self.error("resample sound", code: code) }
        return converted
    }

    private func run(
        _ frame: UnsafeMutablePointer<AVFrame>,
        into base: UnsafeMutablePointer<Float>,
        capacity: Int
    ) -> Int32 {
        let bytes = UnsafeMutableRawPointer(base).assumingMemoryBound(to: UInt8.self)
        let stride = capacity * MemoryLayout<Float>.size
        var planes = (0..<self.channels).map { Optional(bytes + $0 * stride) }
        return frame.pointee.extended_data.withMemoryRebound(
            to: UnsafePointer<UInt8>?.self,
            capacity: Int(frame.pointee.ch_layout.nb_channels)
        ) { source in
            self.libAV.sounds.pointee.swr_convert(
                self.context,
                &planes,
                Int32(capacity),
                source,
                frame.pointee.nb_samples
            )
        }
    }

    private func prepare(for frame: UnsafeMutablePointer<AVFrame>) throws(AudioError) {
        let input = Input(
            format: frame.pointee.format,
            rate: frame.pointee.sample_rate,
            channels: frame.pointee.ch_layout.nb_channels
        )
        guard self.input != input || self.context == nil else { return }
        self.libAV.sounds.pointee.swr_free(&self.context)
        self.input = nil
        var from = AVChannelLayout()
        var to = AVChannelLayout()
        // By number alone: many a decoder does not say which is which, and what a camera says is not always so.
        self.libAV.sounds.pointee.av_channel_layout_default(&from, input.channels)
        self.libAV.sounds.pointee.av_channel_layout_default(&to, Int32(self.channels))
        clibav_forget_complaint()
        var code = self.libAV.sounds.pointee.swr_alloc_set_opts2(
            &self.context,
            &to,
            AV_SAMPLE_FMT_FLTP,
            Int32(self.sampleRate),
            &from,
            AVSampleFormat(rawValue: input.format),
            input.rate,
            0,
            nil
        )
        if code >= 0 { code = self.libAV.sounds.pointee.swr_init(self.context) }
        guard code >= 0 else {
            self.libAV.sounds.pointee.swr_free(&self.context)
            throw self.error("resample sound", code: code)
        }
        self.input = input
    }

    private func error(_ doing: String, code: Int32) -> AudioError {
        .libAV(LibAVError(doing, code: code, libAV: self.libAV.pictures))
    }
}
