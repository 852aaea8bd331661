import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("MediaWindow: parts become segments")
struct MediaWindowTests {
    private func durations(_ harness: MediaHarness) -> [Double] {
        harness.window.complete.map { $0.duration.inSeconds }
    }

    @Test("the first segments are short, the rest end with the first key frame after the asked duration")
    func segments() {
        var harness = MediaHarness.streaming()
        harness.parts(41)
        #expect(self.durations(harness) == [2, 2, 6, 6])
        #expect(harness.window.open?.duration == .milliseconds(4_500))
    }

    @Test("a key frame every 6 s and a little less ends a segment of 6 s")
    func tolerance() {
        var harness = MediaHarness.streaming()
        for _ in 0..<5 {
            harness.part(450, key: true)
            for _ in 0..<11 { harness.part(500) }
        }
        #expect(self.durations(harness) == [5.95, 5.95, 5.95, 5.95])
    }

    @Test("with rare key frames segments are as long as they must, and the target duration follows; it sinks with them")
    func rareKeyFrames() {
        var harness = MediaHarness.streaming()
        #expect(harness.window.targetDuration == 6)
        harness.parts(81, keyEvery: 40)
        #expect(self.durations(harness) == [20, 20])
        #expect(harness.window.targetDuration == 20)
        harness.parts(60)
        #expect(harness.window.targetDuration == 20)
        harness.parts(300)
        #expect(harness.window.segments.allSatisfy { $0.duration <= .seconds(6) })
        #expect(harness.window.targetDuration == 6)
    }

    @Test("key frames that come a little apart do not change the target with each segment")
    func steadyTarget() {
        var harness = MediaHarness.streaming()
        for _ in 0..<20 {
            harness.parts(24, keyEvery: 24)
            harness.parts(20, keyEvery: 20)
            #expect(harness.window.targetDuration == 12)
        }
    }

    @Test("a longer part raises the part target as long as it is held, and no longer")
    func partTarget() {
        var harness = MediaHarness.streaming()
        harness.parts(40)
        harness.part(8_000)
        harness.parts(40)
        #expect(harness.window.partTarget == 8_000_000)
        harness.parts(100)
        #expect(harness.window.partTarget == 500_000 && harness.window.targetDuration == 6)
    }

    @Test("shorter parts and segments of another configuration are told once the longer ones are gone")
    func otherTargets() {
        var harness = MediaHarness.streaming()
        harness.parts(60)
        harness.ask()
        var settings = MediaSettings()
        settings.isPreloaded = true
        settings.hls.partDuration = .milliseconds(450)
        settings.hls.segmentDuration = .seconds(2)
        harness.take(harness.machine.change(settings, at: harness.now))
        #expect(harness.window.partTarget == 500_000 && harness.window.targetDuration == 6)
        for number in 0..<100 { harness.part(400, key: number.isMultiple(of: 5)) }
        #expect(harness.window.partTarget == 450_000 && harness.window.targetDuration == 2)
    }

    @Test("a part costs its bytes, and not what lies behind them")
    func cost() {
        var harness = MediaHarness.streaming()
        harness.part(key: true, bytes: 40_000)
        harness.part(bytes: 70_000)
        let opening = harness.window.newest?.opening.segment.storageCapacity ?? 0
        #expect(harness.window.bytes == 110_000 + 2 * MediaSegment.partOverhead + opening)
    }

    @Test("five complete segments are kept, and the list never goes back")
    func kept() {
        var harness = MediaHarness.streaming()
        var listed: UInt64 = 0
        for _ in 0..<100 {
            harness.parts(4)
            #expect(harness.window.firstListed >= listed)
            listed = harness.window.firstListed
        }
        #expect(harness.window.complete.count == 5)
        #expect(harness.window.listed.count == 4)
        #expect(harness.window.listed.first?.number == harness.window.firstListed)
        #expect(harness.window.bytes == harness.window.segments.reduce(0) { $0 + $1.bytes })
    }

    @Test("a lookback keeps as much as a recording may ask for")
    func lookback() {
        var settings = MediaSettings()
        settings.lookback = .seconds(60)
        var harness = MediaHarness.streaming(settings)
        harness.parts(400)
        let oldest = harness.window.segments.first?.parts.first?.part.captured
        #expect(oldest.map { harness.now.since($0) >= .seconds(60) } ?? false)
        #expect(oldest.map { harness.now.since($0) < .seconds(75) } ?? false)
    }

    @Test("bytes are bounded: old segments go, and when one alone is too large all of it")
    func bounded() {
        var settings = MediaSettings()
        settings.bytes = 128 * 1024
        var harness = MediaHarness.streaming(settings)
        for number in 0..<200 {
            harness.part(key: number % 4 == 0, bytes: 4_000)
            #expect(harness.window.bytes <= settings.bytes)
        }
        #expect(harness.window.complete.count >= 1)
        for number in 0..<60 { harness.part(key: number == 0, bytes: 4_000) }
        #expect(harness.window.bytes <= settings.bytes)
        harness.part(key: true, bytes: 4_000)
        #expect(harness.window.newest?.isDiscontinuous == true)
        #expect(harness.violations.isEmpty)
    }

    @Test("the shortest parts, each with an initialization segment of its own, are bounded by what they cost")
    func shortestParts() {
        var settings = MediaSettings()
        settings.bytes = 1024 * 1024
        var harness = MediaHarness.streaming(settings)
        for number in 0..<100 {
            harness.open(String(repeating: "x", count: 50_000) + "\(number)", width: UInt32(64 + number))
            harness.part(1, key: true)
            #expect(harness.window.bytes <= settings.bytes)
            #expect(Set(harness.window.segments.compactMap { $0.opening?.number }).count <= 32)
        }
        settings.bytes = .max
        settings.lookback = .seconds(300)
        harness = MediaHarness.streaming(settings)
        for number in 0..<MediaWindow.mostSegments + 10 {
            harness.open("\(number)")
            harness.part(1, key: true)
        }
        #expect(harness.window.segments.count == MediaWindow.mostSegments)
        for _ in 0..<MediaWindow.mostParts { harness.part(1) }
        #expect((harness.window.open?.parts.count ?? 0) < MediaWindow.mostParts)
    }

    @Test("a part is found by its index as long as it is kept")
    func indices() {
        var harness = MediaHarness.streaming()
        harness.parts(101)
        let all = harness.window.segments.flatMap(\.parts)
        for fragment in all { #expect(harness.window.fragment(at: fragment.index)?.index == fragment.index) }
        let first = all.first?.index ?? 0
        #expect(harness.window.fragment(at: first - 1) == nil)
        #expect(harness.window.fragment(at: harness.window.nextIndex) == nil)
        #expect(harness.window.independent(from: 0)?.index == first)
        #expect(harness.window.independent(from: first + 1)?.index == first + 4)
        #expect(harness.window.independent(from: 100)?.index == 100)
        #expect(harness.window.independent(from: 101) == nil)
        #expect(harness.window.independent()?.index == 100)
    }

    @Test("a new epoch, a new worker and a gap begin a segment that says so; the first of all does not")
    func discontinuities() {
        var harness = MediaHarness.streaming()
        harness.parts(2)
        harness.open()
        harness.parts(2)
        harness.gone()
        harness.ready()
        harness.open("other")
        harness.parts(2)
        harness.part(gap: true)
        #expect(harness.violations.isEmpty)
        #expect(harness.window.segments.map(\.isDiscontinuous) == [false, true, true, true])
        #expect(harness.window.segments.map(\.discontinuitiesBefore) == [0, 0, 1, 2])
        #expect(harness.window.segments.map { $0.opening?.number } == [1, 1, 2, 2])
        #expect(harness.window.segments.map { $0.parts.first?.epoch } == [1, 2, 3, 3])
        // Half a second a part and no pause between them.
        let times = harness.window.segments.map { $0.parts.first?.part.video?.time }
        #expect(times == [0, 90_000, 180_000, 270_000])
    }

    @Test("a segment's time adds up durations and follows arrival when that is far off")
    func times() {
        var harness = MediaHarness.streaming()
        harness.parts(4)
        harness.passed += .milliseconds(300)
        harness.parts(4)
        #expect(harness.window.segments.last?.begins == harness.window.segments.first?.ends)
        harness.passed += .milliseconds(900)
        harness.parts(1)
        let last = harness.window.segments.last
        #expect(last?.begins == last?.parts.first?.part.capturedWall)
    }
}
