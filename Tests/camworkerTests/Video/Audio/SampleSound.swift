import CLibAV
import Shared
import Testing

@testable import camworker

/// A sound in Samples: its packets in order, and what a demuxer says of them.
final class SampleSound {
    let timeBase: AVRational
    let parameters: UnsafeMutablePointer<AVCodecParameters>
    private(set) var packets: [UnsafeMutablePointer<AVPacket>] = []
    private let libAV: LibAVLibraries
    private var context: UnsafeMutablePointer<AVFormatContext>?

    init(_ name: String) throws {
        let libAV = try LibAVLibraries.load()
        self.libAV = libAV
        let folder = "\(#filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined())/Samples"
        var context: UnsafeMutablePointer<AVFormatContext>?
        try #require(libAV.streams.pointee.avformat_open_input(&context, "\(folder)/\(name)", nil, nil) >= 0)
        var packets: [UnsafeMutablePointer<AVPacket>] = []
        while let packet = libAV.pictures.pointee.av_packet_alloc() {
            guard libAV.streams.pointee.av_read_frame(context, packet) >= 0 else {
                var unused: UnsafeMutablePointer<AVPacket>? = packet
                libAV.pictures.pointee.av_packet_free(&unused)
                break
            }
            packets.append(packet)
        }
        let stream = try #require(context?.pointee.streams?[0])
        self.timeBase = stream.pointee.time_base
        self.parameters = try #require(stream.pointee.codecpar)
        self.packets = packets
        self.context = context
    }

    deinit {
        for packet in self.packets {
            var packet: UnsafeMutablePointer<AVPacket>? = packet
            self.libAV.pictures.pointee.av_packet_free(&packet)
        }
        self.libAV.streams.pointee.avformat_close_input(&self.context)
    }

    func transcoder() throws -> AudioTranscoder {
        try AudioTranscoder(parameters: self.parameters, firstPacket: try #require(self.packets.first))
    }

    /// When a packet is heard, in samples of the output; `nil` when it does not say.
    func time(of packet: UnsafePointer<AVPacket>, rate: Int) -> Int64? {
        guard packet.pointee.pts != clibav_no_time else { return nil }
        let samples =
            Double(packet.pointee.pts) * Double(rate) * Double(self.timeBase.num) / Double(self.timeBase.den)
        return Int64(max(-0x1p63, min(0x1p62, samples.rounded())))
    }
}
