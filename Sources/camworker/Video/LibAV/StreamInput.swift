internal import CLibAV
internal import IPC
internal import Shared

/// An open stream; closed with its owner.
///
/// Every call blocks, until its ``StreamInterrupt`` is due.
///
/// libav's own look ahead (`avformat_find_stream_info`) is left out: it waits seconds for what we do not need, and for
/// ever for an audio track that never comes (measured with ffmpeg 5.1).
struct StreamInput: ~Copyable {
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let libAV: LibAVLibraries
    private let gate: StreamGate
    private var tracks: StreamTracks
    /// Streams of which a packet has come.
    private var begun: Set<Int32> = []

    /// Connects, and asks for the stream; once more for its video alone where an RTSP camera gives no sound.
    static func open(
        _ options: StreamInputOptions,
        interrupt: StreamInterrupt,
        libAV: LibAVLibraries
    ) throws(StreamError) -> StreamInput {
        do throws(StreamError) {
            return try self.openOnce(options, interrupt: interrupt, libAV: libAV)
        } catch {
            // Credentials are another matter, and asked for at each track.
            guard clibav_refused_setup_beside_sound() != 0, case .libAV = error, !interrupt.isDue else { throw error }
            return try self.openOnce(options.withoutSound, interrupt: interrupt, libAV: libAV)
        }
    }

    private static func openOnce(
        _ options: StreamInputOptions,
        interrupt: StreamInterrupt,
        libAV: LibAVLibraries
    ) throws(StreamError) -> StreamInput {
        guard let context = libAV.streams.pointee.avformat_alloc_context() else { throw Self.noMemory(libAV) }
        let gate = StreamGate(context, options: options, interrupt: interrupt, libAV: libAV)
        var dictionary: OpaquePointer?
        defer { libAV.pictures.pointee.av_dict_free(&dictionary) }
        for option in options.options {
            _ = libAV.pictures.pointee.av_dict_set(&dictionary, option.name, option.value, 0)
        }
        // On failure libav frees the context and forgets it.
        var opened: UnsafeMutablePointer<AVFormatContext>? = context
        clibav_forget_complaint()
        clibav_hold_redirects(1)
        defer { clibav_hold_redirects(0) }
        let code = withExtendedLifetime(gate) {
            libAV.streams.pointee.avformat_open_input(&opened, options.url.reveal(), nil, &dictionary)
        }
        guard code >= 0, let opened else {
            if let refusal = gate.refusal { throw refusal }
            let location = String(cString: clibav_redirect())
            guard location.isEmpty else { throw .redirected(Secret(location)) }
            throw Self.error("open the stream", code: code, libAV: libAV)
        }
        guard let packet = libAV.pictures.pointee.av_packet_alloc() else {
            var context: UnsafeMutablePointer<AVFormatContext>? = opened
            libAV.streams.pointee.avformat_close_input(&context)
            throw Self.noMemory(libAV)
        }
        return StreamInput(context: opened, packet: packet, libAV: libAV, gate: gate)
    }

    private init(
        context: UnsafeMutablePointer<AVFormatContext>,
        packet: UnsafeMutablePointer<AVPacket>,
        libAV: LibAVLibraries,
        gate: StreamGate
    ) {
        self.context = context
        self.packet = packet
        self.libAV = libAV
        self.gate = gate
        self.tracks = StreamTracks(of: context, libAV: libAV)
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = self.packet
        self.libAV.pictures.pointee.av_packet_free(&packet)
        var context: UnsafeMutablePointer<AVFormatContext>? = self.context
        self.libAV.streams.pointee.avformat_close_input(&context)
    }

    /// What was read.
    enum Reading {
        case video(VideoPacket)
        /// Of the first sound, where it is wanted.
        case sound(AudioPacket)
        /// A picture of ours that is too large, or that there is no memory for: what follows needs it.
        case lost(bytes: Int)
        /// Sound that is not wanted, or a second video.
        case other(bytes: Int)

        var bytes: Int {
            switch self {
            case .video(let packet): packet.count
            case .sound(let packet): packet.bytes.count
            case .lost(let bytes), .other(let bytes): bytes
            }
        }
    }

    /// Waits for the next packet.
    mutating func read(wantsSound: Bool = false) throws(StreamError) -> Reading {
        clibav_forget_complaint()
        let code = self.libAV.streams.pointee.av_read_frame(self.context, self.packet)
        guard code >= 0 else { throw self.gate.refusal ?? Self.error("read the stream", code: code, libAV: self.libAV) }
        defer { self.libAV.streams.pointee.av_packet_unref(self.packet) }
        let size = Int(self.packet.pointee.size)
        guard let format = try self.tracks.videoFormat(of: self.packet) else {
            return (wantsSound ? self.soundPacket() : nil).map { .sound($0) } ?? .other(bytes: size)
        }
        guard size <= Limits.picture,
            let video = VideoPacket(
                keeping: self.packet,
                format: format,
                stamps: self.stamps(),
                wall: .now(),
                libAV: self.libAV
            )
        else { return .lost(bytes: size) }
        return .video(video)
    }

    /// The packet, when it belongs to the first sound.
    private mutating func soundPacket() -> AudioPacket? {
        guard let format = self.tracks.soundFormat(of: self.packet) else { return nil }
        return AudioPacket(keeping: self.packet, format: format, stamps: self.stamps(), libAV: self.libAV)
    }

    /// Whether the stream announces sound, come or not.
    var hasSound: Bool { self.tracks.hasSound }

    private mutating func stamps() -> PacketStamps {
        let index = self.packet.pointee.stream_index
        let isFirst = self.begun.insert(index).inserted
        var stamps = PacketStamps(arrived: .now())
        guard let base = self.context.pointee.streams?[Int(index)]?.pointee.time_base else { return stamps }
        func ticks(_ stamp: Int64) -> Int64? {
            stamp == clibav_no_time ? nil : MediaClock.ticks(stamp, numerator: base.num, denominator: base.den)
        }
        stamps.presentation = ticks(self.packet.pointee.pts)
        guard self.isRTP else {
            stamps.decode = ticks(self.packet.pointee.dts)
            return stamps
        }
        // RTP has no decode times: what libav calls so is its own guess, and wrong where there are B-frames. Its stamps
        // count from the first, and that one, 0, it tells as none (5.1).
        if isFirst, stamps.presentation == nil { stamps.presentation = 0 }
        return stamps
    }

    private var isRTP: Bool {
        guard let name = self.context.pointee.iformat?.pointee.name else { return false }
        return ["rtsp", "rtp", "sdp"].contains(String(cString: name))
    }

    /// Whether a video of ours was seen yet.
    var hasVideo: Bool { self.tracks.video != nil }

    /// Whether packets come faster than they are due: a segment at a time, or a whole film at the speed of the line.
    var comesInBursts: Bool {
        // A film has bytes to go back to. RTMP can be asked for another time only (AVIO_SEEKABLE_TIME), and is live.
        let isFilm = self.context.pointee.pb.map { $0.pointee.seekable & AVIO_SEEKABLE_NORMAL != 0 } ?? false
        return isFilm || self.context.pointee.iformat.map { String(cString: $0.pointee.name) } == "hls"
    }

    /// What the stream carries, for the error that none of it is of use.
    var contents: String {
        let names = (0..<Int(self.context.pointee.nb_streams)).compactMap { index -> String? in
            guard let stream = self.context.pointee.streams?[index] else { return nil }
            let name = self.libAV.streams.pointee.avcodec_get_name(stream.pointee.codecpar.pointee.codec_id)
            return name.map { String(cString: $0) }
        }
        return names.isEmpty ? "nothing" : names.prefix(8).joined(separator: ", ")
    }

    /// When the packet is due after the stream's beginning, by the stream's own clock; `nil` when it has none.
    func position(of packet: VideoPacket) -> Duration? {
        let stamp = packet.raw.pointee.dts
        guard stamp != clibav_no_time, let index = self.tracks.video?.index,
            let base = self.context.pointee.streams?[Int(index)]?.pointee.time_base,
            let ticks = MediaClock.ticks(stamp, numerator: base.num, denominator: base.den)
        else { return nil }
        return .microseconds(ticks * 100 / 9)
    }

    private static func noMemory(_ libAV: LibAVLibraries) -> StreamError {
        .libAV(LibAVError("open the stream", code: Int32(clibav_no_memory), libAV: libAV.pictures))
    }

    private static func error(_ doing: String, code: Int32, libAV: LibAVLibraries) -> StreamError {
        switch code {
        case Int32(clibav_end_of_file): .ended
        case Int32(clibav_interrupted): .cancelled
        case Int32(clibav_unauthorized), Int32(clibav_forbidden):
            .refused(LibAVError(doing, code: code, libAV: libAV.pictures))
        default: .libAV(LibAVError(doing, code: code, libAV: libAV.pictures))
        }
    }
}
