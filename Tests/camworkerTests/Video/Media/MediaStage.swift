import CLibAV
import IPC
import Shared
import Testing

@testable import camworker

/// A writer with what it writes into, and the packets that it is fed: their times and kinds are made, their bytes are real.
final class MediaStage {
    static let begin = MonotonicTime(nanoseconds: 1_000_000_000_000)

    let outlet: MediaOutlet
    let libAV: LibAVLibraries
    private(set) var writer: MediaWriter
    /// A key frame and another picture of the film.
    private let key: VideoPacket
    private let other: VideoPacket
    private var formats: [SoundKind: AudioFormat] = [:]

    enum SoundKind: Hashable {
        /// MPEG audio, whose description says nothing but that.
        case mp3
        /// AAC-LC, 16 kHz, mono, with its configuration.
        case aac
    }

    init(partMilliseconds: UInt32 = 500) throws {
        self.libAV = try LibAVLibraries.load()
        self.outlet = MediaOutlet(waker: try LoopWaker())
        self.outlet.want(MediaWish(partMilliseconds: partMilliseconds))
        let packets = try SamplePackets.bFrames()
        self.key = try #require(packets.first)
        self.other = try #require(packets.dropFirst().first)
        self.writer = MediaWriter(wish: try #require(self.outlet.wish), outlet: self.outlet, libAV: self.libAV)
    }

    /// The stream is opened anew.
    func reopen() throws {
        self.writer.finish()
        self.writer = MediaWriter(wish: try #require(self.outlet.wish), outlet: self.outlet, libAV: self.libAV)
    }

    static func at(_ milliseconds: Int64) -> MonotonicTime {
        Self.begin.advanced(by: .milliseconds(milliseconds))
    }

    // MARK: Packets

    /// A picture that is shown and comes at so many milliseconds.
    func picture(
        _ milliseconds: Int64,
        isKey: Bool = false,
        stamp: Int64? = nil,
        format: VideoFormat? = nil
    ) throws -> VideoPacket {
        let sample = isKey ? self.key : self.other
        let ticks = stamp ?? milliseconds * 90
        return try #require(
            VideoPacket(
                keeping: sample.raw,
                format: format ?? sample.format,
                stamps: PacketStamps(presentation: ticks, decode: ticks, arrived: Self.at(milliseconds)),
                wall: WallTime(nanoseconds: 1),
                libAV: self.libAV
            )
        )
    }

    /// One of so many bytes.
    func picture(_ milliseconds: Int64, bytes: Int) throws -> VideoPacket {
        try self.picture(milliseconds, holding: [UInt8](repeating: 0, count: bytes))
    }

    /// What is no key frame, of these bytes.
    func picture(_ milliseconds: Int64, holding bytes: [UInt8]) throws -> VideoPacket {
        try self.withPacket(bytes) { raw in
            try #require(
                VideoPacket(
                    keeping: raw,
                    format: self.key.format,
                    stamps: PacketStamps(presentation: milliseconds * 90, arrived: Self.at(milliseconds)),
                    wall: WallTime(nanoseconds: 1),
                    libAV: self.libAV
                )
            )
        }
    }

    /// H.264 of which nothing is known but that.
    func bareFormat() throws -> VideoFormat {
        let format = try #require(VideoFormat(copying: self.key.format.parameters, libAV: self.libAV))
        format.parameters.pointee.extradata_size = 0
        return format
    }

    func sound(
        _ milliseconds: Int64,
        _ bytes: [UInt8],
        _ kind: SoundKind = .mp3,
        stamp: Int64? = nil
    ) throws -> AudioPacket {
        let format = try self.formats[kind] ?? self.format(kind)
        self.formats[kind] = format
        let ticks = stamp ?? milliseconds * 90
        return try self.withPacket(bytes) { raw in
            try #require(
                AudioPacket(
                    keeping: raw,
                    format: format,
                    stamps: PacketStamps(presentation: ticks, decode: ticks, arrived: Self.at(milliseconds)),
                    libAV: self.libAV
                )
            )
        }
    }

    private func format(_ kind: SoundKind) throws -> AudioFormat {
        var parameters = self.libAV.streams.pointee.avcodec_parameters_alloc()
        defer { self.libAV.streams.pointee.avcodec_parameters_free(&parameters) }
        let raw = try #require(parameters)
        raw.pointee.codec_type = AVMEDIA_TYPE_AUDIO
        raw.pointee.codec_id = kind == .mp3 ? AV_CODEC_ID_MP3 : AV_CODEC_ID_AAC
        let configuration: [UInt8] = kind == .mp3 ? [] : [0x14, 0x08]
        if !configuration.isEmpty {
            let copy = try #require(self.libAV.pictures.pointee.av_mallocz(64))
            configuration.withUnsafeBytes { bytes in
                if let from = bytes.baseAddress { copy.copyMemory(from: from, byteCount: bytes.count) }
            }
            raw.pointee.extradata = copy.assumingMemoryBound(to: UInt8.self)
            raw.pointee.extradata_size = Int32(configuration.count)
        }
        return try #require(AudioFormat(copying: raw, libAV: self.libAV))
    }

    private func withPacket<Packet>(
        _ bytes: [UInt8],
        _ body: (UnsafePointer<AVPacket>) throws -> Packet
    ) throws -> Packet {
        var allocated = self.libAV.pictures.pointee.av_packet_alloc()
        defer { self.libAV.pictures.pointee.av_packet_free(&allocated) }
        let packet = try #require(allocated)
        try #require(self.libAV.streams.pointee.av_new_packet(packet, Int32(bytes.count)) >= 0)
        bytes.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress, let to = packet.pointee.data {
                UnsafeMutableRawPointer(to).copyMemory(from: from, byteCount: bytes.count)
            }
        }
        return try body(packet)
    }

    /// A silent frame of MPEG audio, layer III, mono, 8 kbit/s: 8, 16 or 24 kHz.
    static func mp3(_ rate: Int) -> [UInt8] {
        let (version, index): (UInt8, UInt8) = rate == 8_000 ? (0xE3, 2) : (0xF3, rate == 16_000 ? 2 : 1)
        let head = [0xFF, version, 0x10 | index << 2, 0xC0]
        return head + [UInt8](repeating: 0, count: 72 * 8_000 / rate - head.count)
    }

    // MARK: Feeding

    /// Pictures 40 ms apart in these milliseconds, a key frame each `group` milliseconds; with sound when `sound` gives any.
    func feed(
        _ times: Range<Int64>,
        group: Int64 = 1_000,
        isSoundAnnounced: Bool = false,
        sound: ((Int64) throws -> AudioPacket?)? = nil
    ) throws {
        for time in stride(from: times.lowerBound, to: times.upperBound, by: 40) {
            let picture = try self.picture(time, isKey: time % group == 0)
            self.writer.take(picture, isSoundAnnounced: isSoundAnnounced)
            if let packet = try sound?(time) { self.writer.take(packet) }
        }
    }

    // MARK: What came

    struct Epoch {
        var start: MediaStart
        var parts: [MediaPart] = []

        var frames: Int { self.parts.reduce(0) { $0 + Int($1.frames) } }
        var hasSound: Bool { self.start.tracks.count == 2 }
        var isSoundInIt: Bool { self.parts.contains { $0.audio != nil } }
    }

    /// All that was written since the last time, epoch by epoch.
    func taken() -> [Epoch] {
        var epochs: [Epoch] = []
        while let item = self.outlet.take() {
            switch item {
            case .start(let start, _): epochs.append(Epoch(start: start))
            case .part(let part, _):
                guard !epochs.isEmpty else {
                    Issue.record("a part without a beginning")
                    continue
                }
                epochs[epochs.count - 1].parts.append(part)
            }
        }
        return epochs
    }
}
