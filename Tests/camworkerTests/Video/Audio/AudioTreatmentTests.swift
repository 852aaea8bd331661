import CLibAV
import Testing

@testable import camworker

@Suite("Audio treatment")
struct AudioTreatmentTests {
    private static func treatment(
        _ codec: AVCodecID,
        _ rate: Int = 48_000,
        _ channels: Int = 2,
        _ configuration: [UInt8] = []
    ) -> AudioTreatment {
        .of(.init(codec: codec, sampleRate: rate, channels: channels, configuration: configuration), name: "NAME")
    }

    @Test("AAC-LC, HE-AAC and MP3 are copied")
    func copied() {
        #expect(Self.treatment(AV_CODEC_ID_AAC, 16_000, 1, [0x14, 0x08]) == .copy)
        #expect(Self.treatment(AV_CODEC_ID_AAC, 24_000, 2, [0x2B, 0x11, 0x88, 0x00]) == .copy)
        #expect(Self.treatment(AV_CODEC_ID_AAC, 24_000, 1, [0xEB, 0x09, 0x88, 0x00]) == .copy)
        // From MPEG-TS: what it is stands in each packet.
        #expect(Self.treatment(AV_CODEC_ID_AAC, 0, 0) == .copy)
        #expect(Self.treatment(AV_CODEC_ID_MP3) == .copy)
        #expect(Self.treatment(AV_CODEC_ID_MP3, 22_050) == .copy)
        #expect(Self.treatment(AV_CODEC_ID_MP3, 0, 0) == .copy)
    }

    @Test(
        "what players do not take is made AAC",
        arguments: [
            AV_CODEC_ID_PCM_MULAW, AV_CODEC_ID_PCM_ALAW, AV_CODEC_ID_ADPCM_G726, AV_CODEC_ID_ADPCM_G726LE,
            AV_CODEC_ID_ADPCM_G722, AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS, AV_CODEC_ID_AMR_NB,
            AV_CODEC_ID_AMR_WB, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_MP2, AV_CODEC_ID_AC3, AV_CODEC_ID_FLAC,
        ]
    )
    func transcoded(_ codec: AVCodecID) {
        #expect(Self.treatment(codec, 8000, 1) == .transcode)
    }

    @Test("other kinds of AAC and of MP3 too")
    func otherKinds() {
        // Main, LTP, low delay (39 = 31 and six more bits), MPEG-2.5.
        #expect(Self.treatment(AV_CODEC_ID_AAC, 44_100, 2, [0x0A, 0x10]) == .transcode)
        #expect(Self.treatment(AV_CODEC_ID_AAC, 44_100, 2, [0x22, 0x10]) == .transcode)
        #expect(Self.treatment(AV_CODEC_ID_AAC, 44_100, 2, [0xF8, 0xE8, 0x50, 0x00]) == .transcode)
        #expect(Self.treatment(AV_CODEC_ID_MP3, 8000, 1) == .transcode)
        #expect(AudioObjectType(configuration: [0xF8, 0xE8, 0x50, 0x00])?.number == 39)
    }

    @Test("what is left out says why")
    func leftOut() {
        #expect(Self.treatment(AV_CODEC_ID_TRUEHD) == .leaveOut("its sound is NAME, which is not read"))
        #expect(Self.treatment(AV_CODEC_ID_NONE) == .leaveOut("its sound is NAME, which is not read"))
        #expect(
            Self.treatment(AV_CODEC_ID_AAC, 16_000, 1, [0x14])
                == .leaveOut(
                    "its sound is AAC with a configuration that is none"
                )
        )
        #expect(
            Self.treatment(AV_CODEC_ID_PCM_S16LE, 48_000, 12) == .leaveOut("its sound has 12 channels, more than 8")
        )
        #expect(Self.treatment(AV_CODEC_ID_PCM_ALAW, 0, 1) == .leaveOut("its sound has 0 samples a second"))
        #expect(Self.treatment(AV_CODEC_ID_PCM_S16LE, 192_000) == .leaveOut("its sound has 192000 samples a second"))
    }
}
