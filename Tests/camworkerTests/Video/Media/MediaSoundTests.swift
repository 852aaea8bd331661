import IPC
import Shared
import Testing

@testable import camworker

@Suite("The sound of media")
struct MediaSoundTests {
    @Test("sound that players know is copied, and both tracks begin together")
    func copied() throws {
        let stage = try MediaStage()
        try stage.feed(0..<2_000, isSoundAnnounced: true) { try stage.sound($0, MediaStage.mp3(16_000)) }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [50] && epochs.map(\.start.codecs).first?.hasSuffix(",mp4a.69") == true)
        #expect(epochs.first?.parts.allSatisfy { $0.audio != nil } == true)
    }

    @Test("MP3 of rates that MP4 does not know becomes AAC, also where only its packets say the rate")
    func low() throws {
        let stage = try MediaStage()
        try stage.feed(0..<4_000, isSoundAnnounced: true) { try stage.sound($0, MediaStage.mp3(8_000)) }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [100] && stage.outlet.problem == nil)
        #expect(epochs.first?.start.codecs.hasSuffix(",mp4a.40.2") == true && epochs.first?.isSoundInIt == true)
    }

    @Test("sound that the muxer refuses leaves the video as it is, and the next epoch has none")
    func refused() throws {
        let stage = try MediaStage()
        // libav takes what begins so for ADTS, and finds no header.
        let bad: [UInt8] = [0xFF, 0xF0] + [UInt8](repeating: 0xFF, count: 60)
        try stage.feed(0..<3_000, isSoundAnnounced: true) { try stage.sound($0, bad, .aac) }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.reduce(0) { $0 + $1.frames } == 75, "no picture is missing")
        #expect(epochs.map(\.hasSound) == [true, false] && stage.outlet.problem == nil)
    }

    @Test("a damaged first packet decides nothing")
    func damaged() throws {
        let stage = try MediaStage()
        try stage.feed(0..<2_000, isSoundAnnounced: true) { time in
            try stage.sound(time, time < 200 ? [1, 2, 3, 4, 5] : MediaStage.mp3(16_000))
        }
        stage.writer.finish()
        #expect(stage.taken().map(\.hasSound) == [true])
    }

    @Test("sound of which nothing can be made is given up after a second, and tried again after a minute")
    func useless() throws {
        let stage = try MediaStage()
        try stage.feed(0..<64_000, isSoundAnnounced: true) { time in
            try stage.sound(time, time < 30_000 ? [1, 2, 3, 4, 5] : MediaStage.mp3(16_000))
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.hasSound) == [false, true])
        #expect(62_000...64_000 ~= (epochs.last?.parts.first?.captured.since(MediaStage.begin).inSeconds ?? 0) * 1_000)
    }

    @Test("sound that goes on with another header gets a track of its own with a key frame")
    func changed() throws {
        let stage = try MediaStage()
        try stage.feed(0..<4_000, isSoundAnnounced: true) { time in
            try stage.sound(time, MediaStage.mp3(time < 1_200 ? 16_000 : 24_000))
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [50, 50] && epochs.allSatisfy(\.isSoundInIt))
    }

    @Test("a single packet with another header is left out, and nothing else")
    func odd() throws {
        let stage = try MediaStage()
        try stage.feed(0..<4_000, isSoundAnnounced: true) { time in
            try stage.sound(time, MediaStage.mp3(time == 1_200 ? 24_000 : 16_000))
        }
        stage.writer.finish()
        #expect(stage.taken().map(\.frames) == [100])
    }

    @Test("sound whose times stand still is placed by its arrival; one whose times turn in a circle costs no picture")
    func standing() throws {
        let still = try MediaStage()
        try still.feed(0..<9_000, isSoundAnnounced: true) { try still.sound($0, MediaStage.mp3(16_000), stamp: 90) }
        still.writer.finish()
        let epochs = still.taken()
        #expect(epochs.map(\.hasSound) == [true])
        let last = try #require(epochs.last?.parts.last)
        let distance = Double(try #require(last.audio).end) / 16_000 - Double(last.start + UInt64(last.duration)) / 1e6
        #expect(distance.magnitude < 0.1)
        let circle = try MediaStage()
        try circle.feed(0..<9_000, isSoundAnnounced: true) { time in
            try circle.sound(time, MediaStage.mp3(16_000), stamp: time % 400 * 90)
        }
        circle.writer.finish()
        let turned = circle.taken()
        #expect(turned.count == 1 && turned.map(\.frames) == [225])
    }

    @Test("announced sound that does not come is waited for once, for two seconds, and costs no picture")
    func absent() throws {
        let stage = try MediaStage()
        try stage.feed(0..<2_000, group: 10_000, isSoundAnnounced: true)
        #expect(stage.taken().isEmpty)
        try stage.feed(2_000..<3_000, group: 10_000, isSoundAnnounced: true)
        stage.writer.tear()
        try stage.feed(10_000..<11_000, group: 10_000, isSoundAnnounced: true)
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.hasSound) == [false, false] && epochs.first?.frames == 75)
        try stage.reopen()
        try stage.feed(20_000..<21_000, group: 1_000, isSoundAnnounced: true)
        stage.writer.finish()
        #expect(stage.taken().map(\.frames) == [25], "nor with the next opening")
        stage.writer.take(try stage.sound(21_000, MediaStage.mp3(16_000)))
        try stage.reopen()
        try stage.feed(22_000..<23_000, group: 1_000, isSoundAnnounced: true)
        #expect(stage.taken().isEmpty, "it may come after all")
    }

    @Test("a film that is over before its announced sound came is media all the same")
    func short() throws {
        let stage = try MediaStage()
        try stage.feed(0..<1_000, isSoundAnnounced: true)
        stage.writer.finish()
        #expect(stage.taken().map(\.frames) == [25])
    }

    @Test("a clock that jumps while sound is waited for is no picture of an hour")
    func jump() throws {
        let stage = try MediaStage()
        try stage.feed(0..<400, isSoundAnnounced: true)
        for time in stride(from: Int64(400), to: 2_000, by: 40) {
            let picture = try stage.picture(time, isKey: time == 1_000, stamp: (time + 3_600_000) * 90)
            stage.writer.take(picture, isSoundAnnounced: true)
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [25])
        #expect(epochs.first?.parts.allSatisfy { $0.duration < 1_000_000 } == true)
    }

    @Test("sound that stops is dropped with a key frame, and is back when it comes again")
    func stops() throws {
        let stage = try MediaStage()
        try stage.feed(0..<14_000, isSoundAnnounced: true) { time in
            1_500..<9_500 ~= time ? nil : try stage.sound(time, MediaStage.mp3(16_000))
        }
        stage.writer.finish()
        #expect(stage.taken().map(\.hasSound) == [true, false, true])
    }
}
