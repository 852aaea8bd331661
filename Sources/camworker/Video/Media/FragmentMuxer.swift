internal import CLibAV
internal import Shared

/// libav's MP4 muxer writing into memory: an initialization segment, then a fragment whenever it is told to.
///
/// Stamps are ours alone (``VideoTimeline``, ``AudioTimeline``): libav's own repairs would move one track against the other.
final class FragmentMuxer {
    /// How the video is coded.
    struct Video: Equatable {
        var codec: VideoCodec
        /// `avcC`, `hvcC`, or H.264's parameter sets after start codes.
        var extradata: [UInt8]
        /// How the units of its packets are told apart.
        var framing: NALUnits.Framing
        var width: UInt32
        var height: UInt32
    }

    private static let videoTrack: Int32 = 0
    private static let audioTrack: Int32 = 1
    /// Bytes that libav gathers before it hands them over.
    private static let bufferSize: Int32 = 32 * 1024
    /// What makes libav leave all decisions to us.
    ///
    /// `frag_custom`: fragments end where we say. `frag_discont` with no edit list: a track begins at the time of its first
    /// packet. `skip_trailer`: nothing is remembered of what was written.
    private static let options = [
        ("movflags", "frag_custom+empty_moov+default_base_moof+frag_discont+skip_trailer"),
        ("use_editlist", "0"), ("fflags", "+bitexact"), ("avoid_negative_ts", "disabled"),
    ]

    /// `ftyp` and `moov`.
    let initializationSegment: [UInt8]
    /// Ticks a second, as libav chose them for the file.
    let videoTimescale: UInt32
    let audioTimescale: UInt32?
    private let context: MuxerContext
    /// Whether packets are given to libav as MP4 holds them; it does so itself only where it made the `hvcC` too.
    private let isReframed: Bool
    private let libAV: LibAVLibraries

    /// - Throws: ``StreamError/libAV(_:)`` for what MP4 cannot hold.
    init(_ video: Video, sound: SoundFormat?, libAV: LibAVLibraries) throws(StreamError) {
        self.libAV = libAV
        self.isReframed = video.codec == .h265 && video.framing == .startCodes
        self.context = try MuxerContext(libAV: libAV, bufferSize: Self.bufferSize)
        try self.context.addStream(timescale: Int32(MediaClock.rate), extradata: video.extradata) {
            $0.codec_type = AVMEDIA_TYPE_VIDEO
            $0.codec_id = video.codec.id
            // Parameter sets stand in the segment alone; Apple's players take no other H.265.
            $0.codec_tag = video.codec == .h265 ? clibav_tag_hvc1 : 0
            $0.width = Int32(video.width)
            $0.height = Int32(video.height)
        }
        if let sound {
            try self.context.addStream(timescale: Int32(sound.sampleRate), extradata: sound.extradata) {
                $0.codec_type = AVMEDIA_TYPE_AUDIO
                $0.codec_id = sound.codec == .aac ? AV_CODEC_ID_AAC : AV_CODEC_ID_MP3
                $0.sample_rate = Int32(sound.sampleRate)
                $0.ch_layout.nb_channels = Int32(sound.channels)
                $0.frame_size = Int32(sound.frameSize)
            }
        }
        self.initializationSegment = try self.context.writeHeader(Self.options)
        self.videoTimescale = self.context.timescale(of: Self.videoTrack)
        self.audioTimescale = sound == nil ? nil : self.context.timescale(of: Self.audioTrack)
    }

    /// - Parameter duration: Ticks, over 0; the next picture's decode time is its end.
    func write(_ packet: VideoPacket, _ placement: VideoTimeline.Placement, duration: Int64) throws(StreamError) {
        var clone = try self.isReframed ? self.reframed(packet) : self.libAV.streams.pointee.av_packet_clone(packet.raw)
        defer { self.libAV.pictures.pointee.av_packet_free(&clone) }
        guard let clone else { throw self.noMemory }
        clone.pointee.stream_index = Self.videoTrack
        clone.pointee.dts = placement.decode
        clone.pointee.pts = placement.presentation
        clone.pointee.duration = duration
        try self.context.write(clone)
    }

    func write(_ frame: AudioFrame) throws(StreamError) {
        let packet = try self.packet(holding: frame.bytes)
        defer {
            var packet: UnsafeMutablePointer<AVPacket>? = packet
            self.libAV.pictures.pointee.av_packet_free(&packet)
        }
        packet.pointee.stream_index = Self.audioTrack
        packet.pointee.dts = frame.time
        packet.pointee.pts = frame.time
        packet.pointee.duration = frame.duration
        packet.pointee.flags = AV_PKT_FLAG_KEY
        try self.context.write(packet)
    }

    /// H.265 without the parameter sets, which stand in the segment alone.
    private func reframed(_ packet: VideoPacket) throws(StreamError) -> UnsafeMutablePointer<AVPacket> {
        var bytes: [UInt8] = []
        packet.withBytes { bytes = NALUnits.withLengths($0) { !(32...34 ~= $0 >> 1 & 0x3F) } }
        let copy = try self.packet(holding: bytes)
        copy.pointee.flags = packet.raw.pointee.flags
        return copy
    }

    /// For the caller to free.
    private func packet(holding bytes: [UInt8]) throws(StreamError) -> UnsafeMutablePointer<AVPacket> {
        var allocated = self.libAV.pictures.pointee.av_packet_alloc()
        guard let packet = allocated, self.libAV.streams.pointee.av_new_packet(packet, Int32(bytes.count)) >= 0,
            let target = packet.pointee.data
        else {
            self.libAV.pictures.pointee.av_packet_free(&allocated)
            throw self.noMemory
        }
        bytes.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress {
                UnsafeMutableRawPointer(target).copyMemory(from: from, byteCount: bytes.count)
            }
        }
        return packet
    }

    private var noMemory: StreamError { self.context.error("keep a packet", code: Int32(clibav_no_memory)) }

    /// All that was written since the last time: one `moof` and one `mdat`, or nothing.
    func flush() throws(StreamError) -> [UInt8] {
        try self.context.write(nil)
        return self.context.takeOutput()
    }
}
