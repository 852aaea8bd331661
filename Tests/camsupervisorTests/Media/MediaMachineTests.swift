import IPC
import NIOCore
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("MediaView: who wants video, and what the worker may send")
struct MediaMachineTests {
    private let on = WantMedia(isOn: true, partMilliseconds: 500)
    private let off = WantMedia(isOn: false, partMilliseconds: 500)

    @Test("a worker is told what is wanted, once, and each new one again")
    func wants() {
        var harness = MediaHarness()
        harness.ready()
        #expect(harness.wants.isEmpty)
        harness.ask()
        harness.ask()
        #expect(harness.wants == [self.on])
        harness.gone()
        harness.ready()
        #expect(harness.wants == [self.on, self.on])
    }

    @Test("thirty seconds after the last request the camera is let go and what was held is freed")
    func idle() {
        var harness = MediaHarness.streaming()
        harness.parts(58)
        harness.review()
        #expect(harness.wants == [self.on])
        harness.passed += .seconds(2)
        harness.review()
        #expect(harness.wants == [self.on, self.off])
        #expect(harness.window.segments.isEmpty && harness.window.bytes == 0)
        let number = harness.window.nextSegment
        harness.ask()
        harness.part(gap: true)
        #expect(harness.window.segments.map(\.number) == [number])
        #expect(harness.window.segments.first?.isDiscontinuous == true)
        #expect(harness.violations.isEmpty)
    }

    @Test("one long part keeps no later player behind")
    func targets() {
        var harness = MediaHarness.streaming()
        harness.part(20_000, key: true)
        harness.parts(2)
        #expect(harness.window.partTarget == 20_000_000 && harness.window.targetDuration == 20)
        harness.passed += .seconds(100)
        harness.review()
        #expect(harness.window.partTarget == 500_000 && harness.window.targetDuration == 6)
    }

    @Test("a feed keeps the camera streaming, and so does preload_stream")
    func always() {
        var harness = MediaHarness()
        harness.ready()
        let (feed, actions) = harness.machine.subscribe(.viewer, lookback: .zero, wake: {}, at: harness.now)
        harness.take(actions)
        harness.passed += .seconds(1_000)
        harness.review()
        #expect(harness.wants == [self.on])
        harness.take(harness.machine.unsubscribe(feed, at: harness.now))
        harness.take(harness.machine.unsubscribe(feed, at: harness.now))
        harness.passed += .seconds(31)
        harness.review()
        #expect(harness.wants == [self.on, self.off])
        var settings = MediaSettings()
        settings.isPreloaded = true
        harness.take(harness.machine.change(settings, at: harness.now))
        harness.passed += .seconds(1_000)
        harness.review()
        #expect(harness.wants == [self.on, self.off, self.on])
    }

    @Test("another part duration is told to the running worker")
    func partDuration() {
        var harness = MediaHarness.streaming()
        var settings = MediaSettings()
        settings.hls.partDuration = .milliseconds(300)
        harness.take(harness.machine.change(settings, at: harness.now))
        #expect(harness.wants.last == WantMedia(isOn: true, partMilliseconds: 300))
    }

    @Test("video that nobody asked for is a violation; after the end of a demand there is some slack")
    func unasked() {
        var harness = MediaHarness()
        harness.ready()
        harness.open()
        #expect(harness.violations.count == 1)
        harness = MediaHarness.streaming()
        harness.parts(4)
        harness.passed += .seconds(40)
        harness.review()
        harness.parts(6)
        #expect(harness.violations.isEmpty && harness.window.segments.isEmpty)
        harness.passed += .seconds(3)
        harness.part(key: true)
        #expect(harness.violations == [.unexpected(type: .mediaPart, phase: "nobody wants video")])
    }

    @Test("what was filmed before the demand ended is none, however late it is read")
    func lateReading() {
        var harness = MediaHarness.streaming()
        harness.parts(4)
        harness.passed += .seconds(40)
        let before = harness.now
        harness.review()
        harness.passed += .seconds(600)
        harness.part(key: true) { $0.captured = before }
        harness.open("other")
        #expect(harness.violations.isEmpty && harness.window.segments.isEmpty)
    }

    @Test("what the worker of a camera that is gone still sends is kept by nobody")
    func gone() {
        var harness = MediaHarness.streaming()
        harness.parts(4)
        harness.take(harness.machine.end(at: harness.now))
        harness.parts(4)
        #expect(harness.window.bytes == 0 && harness.violations.isEmpty)
    }

    @Test(
        "what a camera sent before it ceased to is freed, although it is wanted",
        arguments: [(0, 61), (300, 301)]
    )
    func ceased(_ lookback: Int, _ seconds: Int) {
        var settings = MediaSettings()
        settings.isPreloaded = true
        settings.lookback = .seconds(lookback)
        var harness = MediaHarness.streaming(settings)
        harness.parts(20)
        harness.gone()
        harness.passed += .seconds(seconds - 2)
        harness.review()
        #expect(!harness.window.segments.isEmpty)
        harness.passed += .seconds(2)
        harness.review()
        #expect(harness.window.segments.isEmpty && harness.machine.newest != nil)
        harness.ready()
        harness.open()
        harness.parts(2)
        #expect(harness.window.newest != nil && harness.violations.isEmpty)
    }

    @Test("recordings end when the camera is another one or is switched off, viewers stay")
    func forgotten() {
        var harness = MediaHarness.streaming()
        let (recording, _) = harness.machine.subscribe(.recording, lookback: .zero, wake: {}, at: harness.now)
        let (viewer, _) = harness.machine.subscribe(.viewer, lookback: .zero, wake: {}, at: harness.now)
        harness.parts(4)
        harness.take(harness.machine.forget())
        harness.part(gap: true)
        if case .ended = harness.machine.next(of: recording, lag: nil) {} else { Issue.record("it goes on") }
        if case .part = harness.machine.next(of: viewer, lag: nil) {} else { Issue.record("it does not go on") }
    }

    @Test(
        "what is out of order is a violation",
        arguments: [
            "sequence", "epoch", "time back", "sound", "first not independent", "gap not independent", "positions",
        ]
    )
    func order(_ what: String) {
        var harness = MediaHarness.streaming()
        if what != "first not independent" { harness.parts(2) }
        #expect(harness.violations.isEmpty)
        harness.part(key: what != "first not independent" && what != "gap not independent") { part in
            switch what {
            case "sequence": part.sequence += 1
            case "epoch": part.epoch += 1
            case "time back": part.video = .init(time: 0, end: 1, position: 8)
            case "sound": part.audio = .init(time: 0, end: 1, position: 24)
            case "gap not independent": part.flags = [.gap]
            case "positions": part.audio = .init(time: 0, end: 1, position: 12)
            default: break
            }
        }
        #expect(harness.violations.count == 1, "\(harness.violations)")
    }

    @Test("words of another generation are ignored")
    func generations() {
        var harness = MediaHarness.streaming()
        harness.parts(2)
        harness.gone()
        harness.part()
        harness.open()
        #expect(harness.violations.isEmpty)
        #expect(harness.machine.parts == 2)
    }

    @Test("when its worker is gone the segment that grows is complete, and the window stays")
    func workerGone() {
        var harness = MediaHarness.streaming()
        harness.parts(3)
        harness.gone()
        #expect(harness.window.open == nil)
        #expect(harness.window.complete.count == 1)
        harness.ready()
        harness.open()
        harness.parts(1)
        #expect(harness.window.segments.count == 2)
    }

    @Test("an equal initialization segment keeps its number, another one does not")
    func openings() {
        var harness = MediaHarness.streaming()
        harness.part(key: true)
        harness.open()
        harness.part(key: true)
        harness.open(width: 1_280)
        harness.part(key: true)
        #expect(harness.window.segments.map { $0.opening?.number } == [1, 1, 2])
    }

    @Test("the room that is left for all bounds a view, too")
    func room() {
        var harness = MediaHarness.streaming()
        harness.parts(20)
        let room = 4 * (64 + MediaSegment.partOverhead)
        harness.part(key: true, room: room)
        #expect(harness.window.bytes <= room && harness.window.squeezed > 0)
        harness.part(key: true, room: 0)
        #expect(harness.window.segments.count == 1)
        harness.part(room: 0)
        #expect(harness.window.segments.isEmpty)
        harness.part()
        harness.part(key: true)
        #expect(harness.window.newest?.isDiscontinuous == true && harness.violations.isEmpty)
    }

    @Test("with little room segments are as short as key frames allow, and every part reaches who waits for it")
    func littleRoom() {
        var harness = MediaHarness.streaming()
        let room = 10 * (64 + MediaSegment.partOverhead)
        let (feed, _) = harness.machine.subscribe(.viewer, lookback: .zero, wake: {}, at: harness.now)
        for number in 0..<100 {
            harness.part(key: number.isMultiple(of: 4), room: room)
            guard case .part(let fragment, _) = harness.machine.next(of: feed, lag: nil) else {
                Issue.record("part \(number) reached nobody")
                return
            }
            #expect(fragment.index == UInt64(number) && harness.window.bytes <= room)
        }
        #expect(harness.window.complete.count >= 1)
    }

    @Test("a camera that sends nothing gives way, too")
    func givesWay() {
        var harness = MediaHarness.streaming()
        harness.parts(100)
        let before = harness.window.segments.count
        harness.take(harness.machine.fit(into: harness.window.bytes / 2))
        #expect((1..<before).contains(harness.window.segments.count))
    }
}
