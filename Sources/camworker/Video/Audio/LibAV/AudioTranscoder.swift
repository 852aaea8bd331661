internal import CLibAV

/// Sound of any kind that libavcodec reads, as G.711, G.726 and Opus, to AAC-LC.
///
/// For one thread. Bounded: it holds less than a frame between two packets; within one, the longest sound of a packet and
/// as much silence.
final class AudioTranscoder {
    /// Packets in a row that cannot be decoded, after which the sound is over: 1 s of those that last 20 ms.
    static let mostProblems = 50

    /// Samples: 3,000 years at 48 kHz; sums of some of them do not overflow.
    private static let largestTime: UInt64 = 1 << 52

    private let libAV: LibAVAudio
    private let decoder: AudioDecoder
    private var resampler: AudioResampler
    private var encoder: AACEncoder
    private var clock: AudioClock
    /// What is not a whole frame yet.
    private var samples: AudioSamples
    /// Where the first of ``samples`` belongs.
    private var time: Int64 = 0
    private var hasBegun = false
    /// Whether the next frame is the first after a jump.
    private var isAfterJump = false
    private var problemsInARow = 0
    /// Packets that could not be decoded.
    private(set) var skipped = 0

    /// - Parameters:
    ///   - parameters: Of the track; copied.
    ///   - packet: Its first, which is looked into when the parameters do not say enough; to be fed like all others.
    init(
        parameters: UnsafePointer<AVCodecParameters>,
        firstPacket packet: UnsafePointer<AVPacket>
    ) throws(AudioError) {
        self.libAV = try LibAVAudio.load()
        var shape = Shape(parameters)
        if shape == nil { shape = try Shape(decoding: packet, with: AudioDecoder(parameters, libAV: self.libAV)) }
        guard let shape else { throw .unknownRate }
        let rate = AACEncoder.sampleRate(for: shape.rate)
        let channels = min(shape.channels, 2)
        self.decoder = try AudioDecoder(parameters, libAV: self.libAV)
        self.decoder.setClock(rate: rate)
        self.resampler = AudioResampler(sampleRate: rate, channels: channels, libAV: self.libAV)
        self.encoder = try AACEncoder(sampleRate: rate, channels: channels, libAV: self.libAV)
        self.clock = AudioClock(rate: rate)
        self.samples = AudioSamples(channels: channels)
    }

    /// Of what comes out, as ``sampleRate`` and ``channels``; never changes.
    var audioSpecificConfig: [UInt8] { self.encoder.audioSpecificConfig }
    /// Samples a second; the unit of all times here.
    var sampleRate: Int { self.encoder.sampleRate }
    var channels: Int { self.encoder.channels }

    /// What a packet completes: nothing, one frame, or several.
    ///
    /// A packet that cannot be decoded is left out, and what is missing then becomes silence.
    ///
    /// - Parameter time: of the packet's first sample, in samples of the output; `nil` when it is not known.
    /// - Throws: ``AudioError`` when there is no use in going on: the sound is over, the video is not.
    func feed(_ packet: UnsafePointer<AVPacket>, at time: Int64?) throws(AudioError) -> [AACFrame] {
        var frames: [AACFrame] = []
        do throws(AudioError) {
            try self.decoder.decode(packet, at: time) { (frame) throws(AudioError) in
                frames += try self.take(frame)
            }
            self.problemsInARow = 0
        } catch {
            guard case .libAV(let problem) = error else { throw error }
            self.skipped += 1
            self.problemsInARow += 1
            guard self.problemsInARow < Self.mostProblems else {
                throw .undecodable(packets: self.problemsInARow, last: problem)
            }
        }
        return frames
    }

    private func take(_ frame: UnsafeMutablePointer<AVFrame>) throws(AudioError) -> [AACFrame] {
        let new = try self.resampler.convert(frame)
        guard new.count > 0 else { return [] }
        // libav's "none" is beyond it too.
        let stamp = frame.pointee.pts.magnitude < Self.largestTime ? frame.pointee.pts : nil
        switch self.clock.place(Int64(new.count), stamp: stamp) {
        case .append: self.samples.append(new)
        case .insertSilence(let count):
            self.samples.appendSilence(Int(count))
            self.samples.append(new)
        case .drop(let count): self.samples.append(new, from: Int(count))
        case .begin(let time):
            if self.hasBegun {
                try self.discard()
                self.isAfterJump = true
            }
            self.hasBegun = true
            self.time = time
            self.samples.append(new)
        }
        return try self.encode()
    }

    /// The times of what follows count from elsewhere; what was not given out is left out.
    func beginAnew() throws(AudioError) {
        guard self.hasBegun else { return }
        try self.discard()
        self.resampler = AudioResampler(sampleRate: self.sampleRate, channels: self.channels, libAV: self.libAV)
        self.clock = AudioClock(rate: self.sampleRate)
        self.hasBegun = false
        self.isAfterJump = false
    }

    /// What the encoder holds belongs to the time before.
    private func discard() throws(AudioError) {
        self.encoder = try AACEncoder(sampleRate: self.sampleRate, channels: self.channels, libAV: self.libAV)
        self.samples = AudioSamples(channels: self.channels)
    }

    private func encode() throws(AudioError) -> [AACFrame] {
        var frames: [AACFrame] = []
        while let samples = self.samples.take(Int(AACFrame.duration)) {
            let time = self.time
            // They are taken, whatever becomes of them.
            self.time += AACFrame.duration
            frames += try self.encoder.encode(samples, time: time)
        }
        if self.isAfterJump, !frames.isEmpty {
            frames[0].isAfterJump = true
            self.isAfterJump = false
        }
        return frames
    }
}

extension AudioTranscoder {
    /// What sound is like before it becomes AAC.
    private struct Shape {
        var rate: Int
        var channels: Int

        /// `nil` when the parameters do not say.
        init?(_ parameters: UnsafePointer<AVCodecParameters>) {
            self.rate = Int(parameters.pointee.sample_rate)
            self.channels = Int(parameters.pointee.ch_layout.nb_channels)
            guard AudioDecoder.rates.contains(self.rate), self.channels > 0 else { return nil }
        }

        init(decoding packet: UnsafePointer<AVPacket>, with decoder: AudioDecoder) throws(AudioError) {
            var found: (rate: Int32, channels: Int32)?
            try decoder.decode(packet, at: nil) { frame in
                found = (frame.pointee.sample_rate, frame.pointee.ch_layout.nb_channels)
            }
            guard let found else { throw .unknownRate }
            self.rate = Int(found.rate)
            self.channels = Int(found.channels)
        }
    }
}
