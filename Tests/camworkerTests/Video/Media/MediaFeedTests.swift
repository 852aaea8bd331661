import IPC
import Shared
import Testing

@testable import camworker

@Suite("Media by wish")
struct MediaFeedTests {
    @Test("a wish for a stream that is open begins with the newest key frame, and no picture comes twice")
    func group() throws {
        let stage = try MediaStage()
        let feed = MediaFeed(outlet: stage.outlet, libAV: stage.libAV)
        stage.outlet.want(nil)
        var group: [VideoPacket] = []
        for index in 0..<100 {
            let time = Int64(index) * 40
            let packet = try stage.picture(time, isKey: index == 0)
            group.append(packet)
            if index == 60 { stage.outlet.want(MediaWish(partMilliseconds: 500)) }
            feed.take(.video(packet), isSoundAnnounced: false, group: group)
        }
        feed.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [100])
        #expect(epochs.first?.parts.first?.captured == MediaStage.begin, "as old as it is")
    }

    @Test("a wish that begins with an older group waits for sound from now on")
    func sound() throws {
        let stage = try MediaStage()
        let group = try (0..<500).map { try stage.picture(Int64($0) * 40, isKey: $0 == 0) }
        let now = MediaStage.at(20_000)
        stage.writer.begin(with: group, isSoundAnnounced: true, at: now)
        #expect(stage.taken().isEmpty)
        try stage.feed(20_000..<20_400, group: 60_000, isSoundAnnounced: true)
        stage.writer.take(try stage.sound(20_400, MediaStage.mp3(16_000)))
        try stage.feed(20_400..<21_000, group: 60_000, isSoundAnnounced: true) {
            try stage.sound($0, MediaStage.mp3(16_000))
        }
        stage.writer.finish()
        let epochs = stage.taken()
        #expect(epochs.map(\.frames) == [525] && epochs.first?.isSoundInIt == true)
    }

    @Test("another length of parts keeps the writer, another round begins anew")
    func rounds() throws {
        let stage = try MediaStage()
        let feed = MediaFeed(outlet: stage.outlet, libAV: stage.libAV)
        for index in 0..<100 {
            if index == 30 { stage.outlet.want(MediaWish(partMilliseconds: 400)) }
            if index == 60 {
                #expect(stage.taken().count == 1)
                stage.outlet.want(nil)
                stage.outlet.want(MediaWish(partMilliseconds: 400))
            }
            let packet = try stage.picture(Int64(index) * 40, isKey: index % 25 == 0)
            feed.take(.video(packet), isSoundAnnounced: false)
        }
        feed.finish()
        #expect(stage.taken().map(\.frames) == [25])
    }

    @Test("a problem of an old wish is told to nobody")
    func problems() throws {
        let stage = try MediaStage()
        let old = try #require(stage.outlet.wish)
        stage.outlet.want(nil)
        stage.outlet.fail("old", round: old.round)
        #expect(stage.outlet.problem == nil)
        stage.outlet.want(MediaWish(partMilliseconds: 500))
        stage.outlet.fail("old", round: old.round)
        #expect(stage.outlet.problem == nil)
        stage.outlet.fail("new", round: try #require(stage.outlet.wish).round)
        #expect(stage.outlet.problem == "new")
    }

    @Test("epochs are numbered onwards, as many as the supervisor bears")
    func epochs() throws {
        let stage = try MediaStage()
        var numbers: [UInt32] = []
        for second in 0..<100 {
            for _ in 0..<10 {
                stage.outlet.nextEpoch(at: MediaStage.at(Int64(second) * 1_000)).map { numbers.append($0) }
            }
        }
        #expect(numbers == Array(1...109))
    }
}
