import CLibAV
import Glibc
import Testing

@testable import camworker

/// What somebody hears of AAC frames: they are decoded again, and measured.
struct HeardSound {
    /// One channel, from the first frame's stamp on.
    let samples: [Float]
    let channels: Int
    /// Seconds.
    let start: Double
    let rate: Double

    init(_ frames: [AACFrame], of transcoder: AudioTranscoder) throws {
        let configuration = transcoder.audioSpecificConfig
        let libAV = try LibAVAudio.load()
        let context = try CodecContext.open(
            libAV.pictures.pointee.avcodec_find_decoder(AV_CODEC_ID_AAC),
            named: "AAC decoder",
            libAV: libAV.pictures
        ) {
            // Freed with the context; libav's readers look 64 bytes further.
            let extra = calloc(1, configuration.count + 64)?.assumingMemoryBound(to: UInt8.self)
            extra?.update(from: configuration, count: configuration.count)
            $0.extradata = extra
            $0.extradata_size = Int32(configuration.count)
        }
        var samples: [Float] = []
        var channels = 0
        for var bytes in frames.map(\.bytes) {
            var packet = libAV.pictures.pointee.av_packet_alloc()
            var frame = libAV.pictures.pointee.av_frame_alloc()
            defer {
                libAV.pictures.pointee.av_packet_free(&packet)
                libAV.pictures.pointee.av_frame_free(&frame)
            }
            bytes.withUnsafeMutableBufferPointer { buffer in
                packet?.pointee.data = buffer.baseAddress
                packet?.pointee.size = Int32(buffer.count)
                #expect(libAV.pictures.pointee.avcodec_send_packet(context.raw, packet) >= 0)
            }
            try #require(libAV.pictures.pointee.avcodec_receive_frame(context.raw, frame) >= 0)
            let decoded = try #require(frame?.pointee)
            channels = Int(decoded.ch_layout.nb_channels)
            decoded.extended_data[0]?.withMemoryRebound(to: Float.self, capacity: Int(decoded.nb_samples)) {
                samples.append(contentsOf: UnsafeBufferPointer(start: $0, count: Int(decoded.nb_samples)))
            }
        }
        self.samples = samples
        self.channels = channels
        self.rate = Double(transcoder.sampleRate)
        self.start = Double(frames.first?.time ?? 0) / self.rate
    }

    /// Seconds, by the times.
    var end: Double { self.start + Double(self.samples.count) / self.rate }

    /// When it is first loud, seconds.
    var onset: Double? {
        self.samples.firstIndex { $0.magnitude > 0.1 }.map { self.start + Double($0) / self.rate }
    }

    /// Of the tone between two times, in 1/s: by its zero crossings.
    func frequency(from: Double, to: Double) -> Double {
        let range = Int((from - self.start) * self.rate)..<Int((to - self.start) * self.rate)
        let part = self.samples[range.clamped(to: self.samples.indices)]
        let crossings = zip(part, part.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        return Double(crossings) / 2 / (to - from)
    }

    /// The loudest between two times.
    func peak(from: Double, to: Double) -> Float {
        let range = Int((from - self.start) * self.rate)..<Int((to - self.start) * self.rate)
        return self.samples[range.clamped(to: self.samples.indices)].map(\.magnitude).max() ?? 0
    }
}
