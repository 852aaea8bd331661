internal import CLibAV

/// Which of a stream's tracks are read, and how they are coded: the first video of a kind we know, and the first sound.
///
/// Both can change in the midst of one connection. What a new decoder copes with is a new format; what would begin all
/// anew ends the stream, and the next begins with it.
struct StreamTracks {
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let libAV: LibAVLibraries
    /// Or a playlist, which mostly names such.
    private let isTransportStream: Bool
    private(set) var video: (index: Int32, format: VideoFormat)?
    private var sound: (index: Int32, format: AudioFormat)?

    /// Programs that are looked at: a camera's transport stream has one.
    private static let mostPrograms = 16

    /// - Parameter context: An open stream, which outlives this.
    init(of context: UnsafeMutablePointer<AVFormatContext>, libAV: LibAVLibraries) {
        self.context = context
        self.libAV = libAV
        let name = context.pointee.iformat?.pointee.name.map { String(cString: $0) }
        self.isTransportStream = name == "mpegts" || name == "hls"
    }

    /// How the packet is coded, when it belongs to the video that is read.
    ///
    /// - Throws: ``StreamError/changed(_:)`` when the stream goes on with another kind of video, or in another place.
    mutating func videoFormat(of packet: UnsafePointer<AVPacket>) throws(StreamError) -> VideoFormat? {
        let index = packet.pointee.stream_index
        guard let parameters = self.parameters(of: index) else { return nil }
        if let video, video.index != index {
            guard VideoCodec.isKnown(parameters.pointee), self.isGone(video.index) else { return nil }
            throw .changed("another video has taken the place of the one that was read")
        }
        if let video, parameters.pointee.codec_id != video.format.codec.id || self.isOther(packet, than: video.format) {
            throw .changed("its video is coded in another way now")
        }
        let extradata = packet.pointee.newExtradata
        // Servers were seen to say the same again with every key frame.
        if let video, extradata == nil || extradata == video.format.extradata { return video.format }
        guard VideoCodec.isKnown(parameters.pointee),
            let format = VideoFormat(copying: parameters, extradata: extradata, libAV: self.libAV)
        else { return nil }
        self.video = (index, format)
        return format
    }

    /// How the packet is coded, when it belongs to the sound that is read.
    mutating func soundFormat(of packet: UnsafePointer<AVPacket>) -> AudioFormat? {
        let index = packet.pointee.stream_index
        guard let parameters = self.parameters(of: index), parameters.pointee.codec_type == AVMEDIA_TYPE_AUDIO else {
            return nil
        }
        if let sound, sound.index != index, !self.isGone(sound.index) { return nil }
        let extradata = packet.pointee.newExtradata
        if let sound, sound.index == index, sound.format.parameters.pointee.codec_id == parameters.pointee.codec_id,
            extradata == nil || extradata == sound.format.extradata
        {
            return sound.format
        }
        guard let format = AudioFormat(copying: parameters, extradata: extradata, libAV: self.libAV) else { return nil }
        self.sound = (index, format)
        return format
    }

    /// Whether the stream announces sound, come or not.
    var hasSound: Bool {
        (0..<Int32(clamping: self.context.pointee.nb_streams)).contains {
            self.parameters(of: $0)?.pointee.codec_type == AVMEDIA_TYPE_AUDIO
        }
    }

    private func parameters(of index: Int32) -> UnsafeMutablePointer<AVCodecParameters>? {
        guard index >= 0, index < self.context.pointee.nb_streams else { return nil }
        return self.context.pointee.streams?[Int(index)]?.pointee.codecpar
    }

    /// Whether a transport stream calls the packet something that it is not.
    private func isOther(_ packet: UnsafePointer<AVPacket>, than format: VideoFormat) -> Bool {
        guard self.isTransportStream, let bytes = packet.pointee.data else { return false }
        let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(packet.pointee.size))
        return CodingChange.isIn(buffer, calledBy: format.codec)
    }

    /// Whether a transport stream names the track no longer: a new table of its program then has left it out.
    private func isGone(_ track: Int32) -> Bool {
        let programs = (0..<min(Self.mostPrograms, Int(self.context.pointee.nb_programs))).compactMap {
            self.context.pointee.programs?[$0]
        }
        return !programs.isEmpty
            && !programs.contains { program in
                UnsafeBufferPointer(start: program.pointee.stream_index, count: Int(program.pointee.nb_stream_indexes))
                    .contains(UInt32(bitPattern: track))
            }
    }
}

extension VideoCodec {
    /// Whether what a container describes is video that we know.
    fileprivate static func isKnown(_ parameters: AVCodecParameters) -> Bool {
        parameters.codec_type == AVMEDIA_TYPE_VIDEO && VideoCodec(parameters.codec_id) != nil
    }
}
