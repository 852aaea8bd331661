import Testing

@testable import camworker

@Suite("What coded video and sound say of themselves")
struct CodingTests {
    @Test("H.264 sequence parameter sets", arguments: SampleSets.h264)
    func h264(_ sample: SampleSets.Sample) throws {
        #expect(SequenceParameters(h264: sample.bytes) == sample.parameters)
    }

    @Test("H.265 sequence parameter sets", arguments: SampleSets.h265)
    func h265(_ sample: SampleSets.Sample) throws {
        #expect(SequenceParameters(h265: sample.bytes) == sample.parameters)
    }

    @Test("a set that is cut anywhere, or of any bytes, is read without harm")
    func damage() {
        for sample in SampleSets.h264 + SampleSets.h265 {
            for length in 0...sample.bytes.count {
                _ = SequenceParameters(h264: sample.bytes.prefix(length))
                _ = SequenceParameters(h265: sample.bytes.prefix(length))
            }
        }
        #expect(
            SequenceParameters(h264: []) == nil && SequenceParameters(h265: [UInt8](repeating: 0xFF, count: 64)) == nil
        )
    }

    @Test("sets come from a description, from key frames, and change only when they differ")
    func sets() throws {
        let sps = SampleSets.h264[0].bytes
        let pps: [UInt8] = [0x68, 0xEE, 0x3C, 0x80]
        let description = [0, 0, 0, 1] + sps + [0, 0, 0, 1] + pps
        var sets = ParameterSets(codec: .h264, extradata: description)
        #expect(sets.isComplete && sets.extradata == description)
        let before = sets
        ([0, 0, 1, 9, 0xF0, 0, 0, 1] + sps + [0, 0, 1] + pps + [0, 0, 1, 0x65, 1, 2]).withUnsafeBytes { sets.take($0) }
        #expect(sets == before)
        ([0, 0, 1] + SampleSets.h264[1].bytes + [0, 0, 1, 0x65, 1, 2]).withUnsafeBytes { sets.take($0) }
        #expect(sets != before && sets.sequence == SampleSets.h264[1].parameters)
        var empty = ParameterSets(codec: .h264, extradata: [])
        #expect(!empty.isComplete && empty.sequence == nil)
        description.withUnsafeBytes { empty.take($0) }
        #expect(empty.isComplete && empty.extradata == description)
    }

    @Test("an avcC record is taken as it is")
    func record() {
        let sps = SampleSets.h264[0].bytes
        let record = [1, sps[1], sps[2], sps[3], 0xFF, 0xE1, 0, UInt8(sps.count)] + sps + [1, 0, 2, 0x68, 0xEE]
        let sets = ParameterSets(codec: .h264, extradata: record)
        #expect(sets.isComplete && sets.framing == .lengths(4) && sets.extradata == record)
        #expect(sets.sequence == SampleSets.h264[0].parameters)
        for length in 0..<record.count { _ = ParameterSets(codec: .h264, extradata: Array(record.prefix(length))) }
        for length in 0..<record.count { _ = ParameterSets(codec: .h265, extradata: Array(record.prefix(length))) }
    }

    @Test(
        "AAC by its configuration",
        arguments: [
            ([0x14, 0x08], 16_000, 1, "mp4a.40.2"), ([0x11, 0x90], 48_000, 2, "mp4a.40.2"),
            ([0x2B, 0x92, 0x08, 0x00], 22_050, 2, "mp4a.40.5"), ([0x12, 0x38], 44_100, 8, "mp4a.40.2"),
        ] as [([UInt8], Int, Int, String)]
    )
    func aac(_ configuration: [UInt8], _ rate: Int, _ channels: Int, _ name: String) {
        let format = SoundFormat(aac: configuration)
        #expect(format?.sampleRate == rate && format?.channels == channels && format?.name == name)
    }

    @Test("ADTS headers", arguments: [0, 3, 6])
    func adts(_ missing: Int) {
        let frame: [UInt8] = [0xFF, 0xF1, 0x60, 0x40, 0x01, 0x3F, 0xFC, 1, 2]
        let header = frame.dropLast(missing).withUnsafeBytes { ADTSHeader($0) }
        // The frame is 9 bytes long: what is shorter is cut.
        #expect((header != nil) == (missing == 0))
        if let header { #expect(header.frameLength == 9 && header.audioSpecificConfig == [0x14, 0x08]) }
    }

    @Test("MP3 headers")
    func mp3() {
        func header(_ bytes: [UInt8]) -> MP3Header? { bytes.withUnsafeBytes { MP3Header($0) } }
        #expect(
            header([0xFF, 0xFB, 0x90, 0x64]).map { [$0.sampleRate, $0.channels, $0.frameSize] } == [44_100, 2, 1_152]
        )
        #expect(
            header([0xFF, 0xF3, 0x84, 0xC4]).map { [$0.sampleRate, $0.channels, $0.frameSize] } == [24_000, 1, 576]
        )
        #expect(header([0xFF, 0xFD, 0x90, 0x64]) == nil, "layer II")
        #expect(header([0xFF, 0xFB]) == nil)
    }

    @Test("decode times are found in a fragment, and nothing in what is none")
    func boxes() {
        let tfhd: [UInt8] = [0, 0, 0, 16] + Array("tfhd".utf8) + [0, 2, 0, 0, 0, 0, 0, 1]
        let tfdt: [UInt8] = [0, 0, 0, 20] + Array("tfdt".utf8) + [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]
        let traf = [0, 0, 0, UInt8(8 + 36)] + Array("traf".utf8) + tfhd + tfdt
        let moof = [0, 0, 0, UInt8(8 + traf.count)] + Array("moof".utf8) + traf
        let time = FragmentBoxes.TrackTime(track: 1, time: 1 << 32 | 2, position: 8 + 8 + 16 + 12)
        #expect(FragmentBoxes.decodeTimes(in: moof + [0, 0, 0, 8] + Array("mdat".utf8)) == [time])
        for length in 0..<moof.count { #expect(FragmentBoxes.decodeTimes(in: Array(moof.prefix(length))).isEmpty) }
    }
}
