import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("MediaFeed: parts one after the other")
struct MediaFeedTests {
    private func subscribe(_ harness: inout MediaHarness, lookback: Duration = .zero) -> UInt64 {
        let (id, actions) = harness.machine.subscribe(.viewer, lookback: lookback, wake: {}, at: harness.now)
        harness.take(actions)
        return id
    }

    /// Indices of all that is there, a gap as a negative number.
    private func drain(_ harness: inout MediaHarness, _ id: UInt64, lag: Duration? = nil) -> [Int] {
        var taken: [Int] = []
        while case .part(let fragment, let isAfterGap) = harness.machine.next(of: id, lag: lag) {
            taken.append(isAfterGap ? -Int(fragment.index) : Int(fragment.index))
        }
        return taken
    }

    @Test("it begins with the newest key frame and then misses nothing")
    func begins() {
        var harness = MediaHarness.streaming()
        harness.parts(6)
        let feed = self.subscribe(&harness)
        #expect(self.drain(&harness, feed) == [-4, 5])
        harness.part()
        #expect(self.drain(&harness, feed) == [6])
        #expect(self.drain(&harness, feed).isEmpty)
    }

    @Test("where nothing is held it begins with the first key frame")
    func beginsLater() {
        var harness = MediaHarness()
        let feed = self.subscribe(&harness)
        harness.ready()
        harness.open()
        #expect(self.drain(&harness, feed).isEmpty)
        harness.parts(3)
        #expect(self.drain(&harness, feed) == [0, 1, 2])
    }

    @Test("a camera that stopped shows no old picture")
    func old() {
        var harness = MediaHarness.streaming()
        harness.parts(6)
        harness.passed += .seconds(4)
        let feed = self.subscribe(&harness)
        #expect(self.drain(&harness, feed).isEmpty)
        harness.part()
        #expect(self.drain(&harness, feed).isEmpty)
        harness.part(key: true)
        #expect(self.drain(&harness, feed) == [-7])
        #expect(harness.machine.skippedByFeeds == 0)
    }

    @Test(
        "a lookback begins at the key frame at or before it, or with the oldest",
        arguments: [(1, 16), (2, 12), (3, 12), (4, 8), (100, 0)]
    )
    func lookback(_ seconds: Int, _ first: Int) {
        var harness = MediaHarness.streaming()
        // 18 parts of half a second: now is 9 s, the key frames at 0, 2, 4, 6 and 8 s.
        harness.parts(18)
        let feed = self.subscribe(&harness, lookback: .seconds(seconds))
        #expect(self.drain(&harness, feed).first.map { abs($0) } == first)
    }

    @Test("who is too late goes on with the newest key frame")
    func lag() {
        var harness = MediaHarness.streaming()
        harness.parts(4)
        let feed = self.subscribe(&harness)
        #expect(self.drain(&harness, feed).count == 4)
        harness.parts(9)
        #expect(self.drain(&harness, feed, lag: .seconds(3)) == [-12])
        #expect(harness.machine.skippedByFeeds == 8)
        // A long distance between key frames is no lag: there is nothing newer to begin with.
        harness.parts(30, keyEvery: 30)
        #expect(self.drain(&harness, feed, lag: .seconds(3)).count == 30)
    }

    @Test("what left the window is skipped up to a key frame")
    func evicted() {
        var harness = MediaHarness.streaming()
        harness.parts(4)
        let feed = self.subscribe(&harness)
        #expect(self.drain(&harness, feed).count == 4)
        harness.parts(200)
        let rest = self.drain(&harness, feed)
        #expect((rest.first ?? 1) < 0 && rest.dropFirst().allSatisfy { $0 > 0 })
        #expect(-(rest.first ?? 0) + rest.count == 204)
    }

    @Test("it is called once for each time that there was nothing")
    func wakes() throws {
        let view = MediaView(clock: { MediaHarness.epoch })
        let calls = Calls()
        let feed = view.feed(.viewer) { calls.add() }
        guard case .nothingYet = feed.next() else {
            Issue.record("nothing is there")
            return
        }
        view.forget()
        view.forget()
        #expect(calls.count == 1)
        view.end()
        guard case .ended = feed.next() else {
            Issue.record("it goes on")
            return
        }
        feed.cancel()
        feed.cancel()
    }

    @Test("a feed that is forgotten wants nothing any more")
    func forgotten() {
        let view = MediaView(clock: { MediaHarness.epoch })
        do {
            let feed = view.feed(.viewer) {}
            _ = feed.next()
            #expect(view.summary.viewers == 1)
        }
        #expect(view.summary.viewers == 0)
    }
}
