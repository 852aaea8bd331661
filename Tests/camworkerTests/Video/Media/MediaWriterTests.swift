import IPC
import Shared
import Testing

@testable import camworker

@Suite("Media of a stream")
struct MediaWriterTests {
    @Test("pictures become one epoch of parts that follow each other without a hole")
    func whole() throws {
        let stage = try MediaStage()
        try stage.feed(0..<4_000)
        stage.writer.finish()
        let epochs = stage.taken()
        try #require(epochs.count == 1)
        #expect(epochs[0].frames == 100 && !epochs[0].hasSound)
        #expect(epochs[0].start.codecs.hasPrefix("avc1.") && epochs[0].start.width == 160)
        for (part, next) in zip(epochs[0].parts, epochs[0].parts.dropFirst()) {
            #expect(part.start + UInt64(part.duration) == next.start)
        }
        #expect(
            epochs[0].parts.filter { $0.flags.contains(.independent) }.map(\.start) == [
                0, 1_000_000, 2_000_000, 3_000_000,
            ]
        )
    }

    @Test("an empty packet is none")
    func empty() throws {
        let stage = try MediaStage()
        try stage.feed(0..<400)
        stage.writer.take(try stage.picture(390, bytes: 0), isSoundAnnounced: false)
        try stage.feed(400..<1_000)
        stage.writer.finish()
        #expect(stage.taken().map(\.frames) == [25])
    }

    @Test("what is too large for a fragment, or was lost, ends the epoch; the next key frame begins another")
    func lost() throws {
        let stage = try MediaStage()
        try stage.feed(0..<400)
        stage.writer.take(try stage.picture(400, bytes: Limits.mediaPart - 1_000), isSoundAnnounced: false)
        try stage.feed(440..<1_400)
        stage.writer.tear()
        try stage.feed(1_400..<3_000)
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [10, 10, 25])
        #expect(epochs.allSatisfy { $0.parts.first?.flags == .independent })
    }

    @Test("pictures five minutes apart are epochs of their own, whose parts are no longer than the wire allows")
    func rare() throws {
        let stage = try MediaStage()
        for time in [Int64(0), 300_000, 600_000] {
            stage.writer.take(try stage.picture(time, isKey: true), isSoundAnnounced: false)
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [1, 1, 1])
        for part in epochs.flatMap(\.parts) {
            let video = try #require(part.video)
            #expect(part.duration <= MediaPart.longestDuration && video.end - video.time < 130 * 90_000)
        }
    }

    @Test("stamps that go back a little do not end the epoch, further they do")
    func backwards() throws {
        let stage = try MediaStage()
        try stage.feed(0..<520)
        for (index, slip) in [Int64(30), 100, 400].enumerated() {
            let time = 520 + Int64(index) * 40
            stage.writer.take(try stage.picture(time, stamp: (time - slip) * 90), isSoundAnnounced: false)
        }
        try stage.feed(640..<2_000)
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [50])
        try stage.reopen()
        try stage.feed(2_000..<2_400)
        stage.writer.take(try stage.picture(2_400, stamp: 1_400 * 90), isSoundAnnounced: false)
        stage.writer.take(try stage.picture(2_440, stamp: 1_440 * 90), isSoundAnnounced: false)
        stage.writer.finish()
        #expect(stage.taken().map(\.frames) == [10])
    }

    @Test(
        "a clock that is set between key frames costs nothing, neither of video nor of sound",
        arguments: [3_600, -3_600]
    )
    func set(_ seconds: Int64) throws {
        let stage = try MediaStage()
        func stamp(_ time: Int64) -> Int64 { (time + (time < 520 ? 0 : seconds * 1_000)) * 90 }
        for time in stride(from: Int64(0), to: 4_000, by: 40) {
            let picture = try stage.picture(time, isKey: time == 0, stamp: stamp(time))
            stage.writer.take(picture, isSoundAnnounced: true)
            // The sound's clock follows later.
            let sound = time < 600 ? time * 90 : stamp(time)
            stage.writer.take(try stage.sound(time, MediaStage.mp3(16_000), stamp: sound))
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [100])
        for part in epochs.flatMap(\.parts) {
            #expect(part.duration <= 520_000)
            let sound = try #require(part.audio)
            let distance = Double(sound.time) / 16_000 - Double(part.start) / 1e6
            #expect(distance.magnitude < 0.1)
        }
    }

    @Test("pictures that all have one stamp are as far apart as they arrive")
    func standing() throws {
        let stage = try MediaStage()
        for index in 0..<200 {
            let picture = try stage.picture(Int64(index) * 40, isKey: index % 25 == 0, stamp: 90_000)
            stage.writer.take(picture, isSoundAnnounced: false)
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [200])
        #expect(epochs.first?.parts.count { $0.duration >= 480_000 } ?? 0 >= 10)
    }

    @Test("a stream whose clock or coding changes all the time is told so, and begins few epochs")
    func restless() throws {
        let stage = try MediaStage()
        for index in 0..<200 {
            let time = Int64(index) * 40
            let stamp = Int64(index % 2) * 90_000 * 3_600 + time * 90
            stage.writer.take(try stage.picture(time, isKey: true, stamp: stamp), isSoundAnnounced: false)
        }
        stage.writer.finish()
        #expect(10...18 ~= stage.taken().count)
        #expect(stage.outlet.problem?.contains("all the time") == true)
    }

    @Test("a stream without parameter sets is told so with the second key frame, until there is a part")
    func uncoded() throws {
        let stage = try MediaStage()
        let bare = try stage.bareFormat()
        stage.writer.take(try stage.picture(0, isKey: true, format: bare), isSoundAnnounced: false)
        #expect(stage.outlet.problem == nil)
        stage.writer.take(try stage.picture(1_000, isKey: true, format: bare), isSoundAnnounced: false)
        #expect(stage.outlet.problem?.contains("parameter sets are missing") == true)
        try stage.reopen()
        stage.writer.take(try stage.picture(2_000, isKey: true), isSoundAnnounced: false)
        #expect(stage.outlet.problem != nil, "a beginning alone is no media")
        stage.writer.finish()
        #expect(stage.outlet.problem == nil)
    }

    @Test("another length of parts is obeyed without a new epoch")
    func retuned() throws {
        let stage = try MediaStage()
        try stage.feed(0..<1_000)
        stage.outlet.want(MediaWish(partMilliseconds: 1_000))
        stage.writer.wish = try #require(stage.outlet.wish)
        try stage.feed(1_000..<4_000)
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [100])
        #expect(epochs.last?.parts.suffix(2).map(\.duration) == [1_000_000, 1_000_000])
    }
}
