internal import CLibAV
internal import Shared

/// One stream's sound on its way into the media: copied where players know it, made AAC where they do not.
///
/// Used by one thread.
final class SoundTrack {
    enum Judgement {
        case track(SoundTrack)
        /// The packet is damaged, or says too little; why, fit for the log.
        case unknown(String)
        /// There will be none of it in the media; why, fit for the log.
        case leftOut(String)
    }

    private enum Way {
        case aac
        /// AAC with a header before each frame, as in MPEG-TS.
        case aacBehindHeaders
        case mp3
        case transcoded(AudioTranscoder)
    }

    /// Packets in a row with another header than the first had, after which it is no damage but another coding.
    private static let mostOdd = 10

    let format: SoundFormat
    private let way: Way
    private var odd = 0

    private init(_ format: SoundFormat, _ way: Way) {
        self.format = format
        self.way = way
    }

    /// Whether the stream goes on with sound that this track cannot hold: mono for stereo, another rate.
    var hasChanged: Bool { self.odd >= Self.mostOdd }

    /// Judges a stream by its description and a packet.
    static func judge(_ packet: AudioPacket) -> Judgement {
        let track = AudioTreatment.Track(packet.format.parameters)
        switch AudioTreatment.of(track, name: packet.format.name) {
        case .copy: return self.copied(track, packet).map { .track($0) } ?? self.transcoded(packet)
        case .transcode: return self.transcoded(packet)
        case .leaveOut(let reason): return .leftOut(reason)
        }
    }

    private static func copied(_ track: AudioTreatment.Track, _ packet: AudioPacket) -> SoundTrack? {
        if track.codec == AV_CODEC_ID_MP3 {
            // The description says no rate where libav has not looked ahead.
            return MP3Header(packet.bytes).flatMap {
                AudioTreatment.isInMP4(mp3Rate: $0.sampleRate) ? SoundTrack(SoundFormat(mp3: $0), .mp3) : nil
            }
        }
        guard track.configuration.isEmpty else {
            return SoundFormat(aac: track.configuration).map { SoundTrack($0, .aac) }
        }
        // AAC Main, LTP and SSR, which these headers can say too, no browser plays.
        guard let configuration = ADTSHeader(packet.bytes)?.audioSpecificConfig,
            AudioObjectType(configuration: configuration) == .lowComplexity
        else { return nil }
        return SoundFormat(aac: configuration).map { SoundTrack($0, .aacBehindHeaders) }
    }

    private static func transcoded(_ packet: AudioPacket) -> Judgement {
        do throws(AudioError) {
            let transcoder = try AudioTranscoder(parameters: packet.format.parameters, firstPacket: packet.raw)
            guard let format = SoundFormat(aac: transcoder.audioSpecificConfig) else {
                return .leftOut("its sound cannot become AAC")
            }
            return .track(SoundTrack(format, .transcoded(transcoder)))
        } catch {
            switch error {
            case .libAV, .unknownRate, .undecodable: return .unknown("\(error)")
            case .unavailable, .noMemory: return .leftOut("\(error)")
            }
        }
    }

    /// Another epoch begins, and with it another count of time.
    func restart() throws(AudioError) {
        if case .transcoded(let transcoder) = self.way { try transcoder.beginAnew() }
    }

    /// The frames of a packet, with times that ``AudioTimeline/place(_:duration:)`` has still to judge.
    ///
    /// - Parameter time: of its first sample.
    /// - Returns: nothing for a packet that is damaged.
    /// - Throws: when there will be no sound any more.
    func frames(of packet: AudioPacket, at time: Int64) throws(AudioError) -> [AudioFrame] {
        let bytes = packet.bytes
        guard bytes.count > 0, bytes.count <= AudioDecoder.largestPacket else { return [] }
        let duration = Int64(self.format.frameSize)
        switch self.way {
        case .aac: return [AudioFrame(bytes: Array(bytes), time: time, duration: duration)]
        case .aacBehindHeaders:
            guard let header = ADTSHeader(bytes) else { return [] }
            guard self.isOfTrack(header.audioSpecificConfig == self.format.extradata) else { return [] }
            return [AudioFrame(bytes: Array(bytes[header.length..<header.frameLength]), time: time, duration: duration)]
        case .mp3:
            guard let header = MP3Header(bytes) else { return [] }
            guard self.isOfTrack(SoundFormat(mp3: header) == self.format) else { return [] }
            return [AudioFrame(bytes: Array(bytes), time: time, duration: duration)]
        case .transcoded(let transcoder):
            return try transcoder.feed(packet.raw, at: time).map {
                AudioFrame(bytes: $0.bytes, time: $0.time, duration: AACFrame.duration)
            }
        }
    }

    private func isOfTrack(_ isSame: Bool) -> Bool {
        self.odd = isSame ? 0 : self.odd + 1
        return isSame
    }
}

extension SoundFormat {
    init(mp3 header: MP3Header) {
        self.init(
            codec: .mp3,
            sampleRate: header.sampleRate,
            channels: header.channels,
            frameSize: header.frameSize,
            extradata: [],
            // The half rates are MPEG-2's, which has an object type of its own.
            name: header.frameSize == 1152 ? "mp4a.6B" : "mp4a.69"
        )
    }
}
