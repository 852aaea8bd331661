/// How the sound of the media is coded.
struct SoundFormat: Equatable {
    enum Codec { case aac, mp3 }

    var codec: Codec
    /// Samples a second; the track's timescale.
    var sampleRate: Int
    var channels: Int
    /// Samples in a packet.
    var frameSize: Int
    /// AAC's AudioSpecificConfig; empty for MP3.
    var extradata: [UInt8]
    /// RFC 6381: `mp4a.40.2`.
    var name: String
}

extension SoundFormat {
    /// AAC as its AudioSpecificConfig describes it (ISO/IEC 14496-3 §1.6.2.1).
    ///
    /// - Returns: `nil` for a configuration that makes no sense, and for one whose channels or rate stand elsewhere.
    init?(aac configuration: [UInt8]) {
        guard let type = AudioObjectType(configuration: configuration)?.number else { return nil }
        var reader = BitReader(bits: configuration)
        // From 31 on it has six bits more.
        reader.skip(type < 31 ? 5 : 11)
        let rate = Self.sampleRate(&reader)
        let channels = Int(reader.bits(4))
        guard !reader.isExhausted, let rate, 8_000...96_000 ~= rate, 1...7 ~= channels else { return nil }
        // Its 8th layout has seven channels and one for the bass.
        self.init(
            codec: .aac,
            sampleRate: rate,
            channels: channels == 7 ? 8 : channels,
            frameSize: 1024,
            extradata: configuration,
            name: "mp4a.40.\(type)"
        )
    }

    static let aacRates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    private static func sampleRate(_ reader: inout BitReader) -> Int? {
        let index = Int(reader.bits(4))
        if index == 15 { return Int(reader.bits(24)) }
        return index < Self.aacRates.count ? Self.aacRates[index] : nil
    }
}
