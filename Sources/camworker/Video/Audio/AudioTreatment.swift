internal import CLibAV

/// What is done with a sound track before it goes into MP4.
enum AudioTreatment: Equatable, Sendable {
    /// Its packets are AAC or MP3 that players take as it is.
    case copy
    /// By an ``AudioTranscoder``.
    case transcode
    /// Why, fit to be shown behind the camera's name.
    case leaveOut(String)

    /// What decides it.
    struct Track: Equatable, Sendable {
        var codec: AVCodecID
        /// Samples a second; 0 when it is not known.
        var sampleRate: Int
        /// 0 when it is not known.
        var channels: Int
        /// What the container says beside the packets: AAC's AudioSpecificConfig.
        var configuration: [UInt8] = []
    }

    /// Pure; `name` is the codec's, for the reason.
    static func of(_ track: Track, name: String) -> AudioTreatment {
        switch track.codec {
        case AV_CODEC_ID_AAC: self.ofAAC(track)
        case AV_CODEC_ID_MP3: self.ofMP3(track)
        default: self.decoded(track, name: name)
        }
    }

    /// Kinds that cameras and recordings are known to hold; what else libav reads is more attack surface than use.
    private static let readable: Set<UInt32> = Set(
        [
            AV_CODEC_ID_PCM_MULAW, AV_CODEC_ID_PCM_ALAW, AV_CODEC_ID_ADPCM_G722, AV_CODEC_ID_ADPCM_G726,
            AV_CODEC_ID_ADPCM_G726LE, AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S24BE,
            AV_CODEC_ID_PCM_S24LE, AV_CODEC_ID_PCM_U8, AV_CODEC_ID_PCM_S8, AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS,
            AV_CODEC_ID_AMR_NB, AV_CODEC_ID_AMR_WB, AV_CODEC_ID_AAC, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_MP2,
            AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_FLAC, AV_CODEC_ID_SPEEX, AV_CODEC_ID_GSM,
        ].map { UInt32($0.rawValue) }
    )

    /// Packets whose bytes alone do not say how many samples a second they are.
    private static let needsRate: Set<UInt32> = Set(
        [
            AV_CODEC_ID_PCM_MULAW, AV_CODEC_ID_PCM_ALAW, AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_S16LE,
            AV_CODEC_ID_PCM_S24BE, AV_CODEC_ID_PCM_S24LE, AV_CODEC_ID_PCM_U8, AV_CODEC_ID_PCM_S8,
        ].map { UInt32($0.rawValue) }
    )

    private static func decoded(_ track: Track, name: String) -> AudioTreatment {
        let id = UInt32(track.codec.rawValue)
        guard Self.readable.contains(id) else { return .leaveOut("its sound is \(name), which is not read") }
        guard track.channels <= AudioDecoder.mostChannels else {
            return .leaveOut("its sound has \(track.channels) channels, more than \(AudioDecoder.mostChannels)")
        }
        let isRateMissing = track.sampleRate == 0 && !Self.needsRate.contains(id)
        guard isRateMissing || AudioDecoder.rates.contains(track.sampleRate) else {
            return .leaveOut("its sound has \(track.sampleRate) samples a second")
        }
        return .transcode
    }

    /// AAC-LC and HE-AAC are what browsers play (`mp4a.40.2`, `.5` and `.29`).
    ///
    /// Without a configuration its packets have ADTS headers (MPEG-TS), and ``SoundTrack`` judges these.
    private static func ofAAC(_ track: Track) -> AudioTreatment {
        guard !track.configuration.isEmpty else { return .copy }
        guard let type = AudioObjectType(configuration: track.configuration) else {
            return .leaveOut("its sound is AAC with a configuration that is none")
        }
        switch type {
        case .lowComplexity, .spectralBand, .parametricStereo:
            return track.channels <= AudioDecoder.mostChannels ? .copy : self.decoded(track, name: "aac")
        case .other: return self.decoded(track, name: "aac")
        }
    }

    private static func ofMP3(_ track: Track) -> AudioTreatment {
        track.sampleRate == 0 || self.isInMP4(mp3Rate: track.sampleRate) ? .copy : self.decoded(track, name: "mp3")
    }

    /// MPEG-2.5's low rates have no place in MP4 (ISO/IEC 14496-3 §1.6.2 knows MPEG-1 and MPEG-2 alone); libav refuses
    /// the whole file.
    static func isInMP4(mp3Rate rate: Int) -> Bool { rate >= 16_000 }
}

extension AudioTreatment.Track {
    init(_ parameters: UnsafePointer<AVCodecParameters>) {
        let parameters = parameters.pointee
        var configuration: [UInt8] = []
        if let extra = parameters.extradata, parameters.extradata_size > 0 {
            configuration = [UInt8](UnsafeBufferPointer(start: extra, count: Int(parameters.extradata_size)))
        }
        self.init(
            codec: parameters.codec_id,
            sampleRate: Int(parameters.sample_rate),
            channels: Int(parameters.ch_layout.nb_channels),
            configuration: configuration
        )
    }
}
