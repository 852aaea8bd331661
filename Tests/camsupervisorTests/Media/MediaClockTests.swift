import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("MediaClock: times that begin at 0 and only go forward")
struct MediaClockTests {
    /// The times that stand in a part at 8 and 24.
    private func times(_ pieces: [ByteBuffer]) -> (length: Int, video: UInt64?, audio: UInt64?) {
        var whole = ByteBuffer()
        for piece in pieces { whole.writeImmutableBuffer(piece) }
        return (whole.readableBytes, whole.getInteger(at: 8), whole.getInteger(at: 24))
    }

    private func fragments(_ harness: MediaHarness) -> [MediaFragment] { harness.window.segments.flatMap(\.parts) }

    @Test("a receiver that came late begins at 0, sound and picture shifted alike")
    func begins() {
        var harness = MediaHarness.streaming(sound: true)
        harness.parts(6)
        var clock = MediaClock()
        var taken: [(UInt64?, UInt64?)] = []
        for fragment in self.fragments(harness).dropFirst(4) {
            let (length, video, audio) = self.times(clock.take(fragment))
            #expect(length == fragment.bytes.readableBytes)
            taken.append((video, audio))
        }
        #expect(taken.map(\.0) == [0, 45_000])
        #expect(taken.map(\.1) == [0, 24_000])
        #expect(clock.length == .seconds(1))
    }

    @Test("the earlier track begins at 0, the other where it belongs")
    func earlierTrack() {
        var harness = MediaHarness.streaming(sound: true)
        harness.part(key: true) {
            $0.video = .init(time: 90_000, end: 180_000, position: 8)
            $0.audio = .init(time: 43_200, end: 91_200, position: 24)
        }
        var clock = MediaClock()
        let taken = self.fragments(harness).map { self.times(clock.take($0)) }
        #expect(taken.first?.video == 9_000)
        #expect(taken.first?.audio == 0)
    }

    @Test("over a new worker time goes on by what passed")
    func restarts() {
        var harness = MediaHarness.streaming(sound: true)
        harness.parts(4)
        harness.gone()
        harness.passed += .seconds(3)
        harness.ready()
        harness.open()
        harness.parts(2)
        var clock = MediaClock()
        let taken = self.fragments(harness).map { self.times(clock.take($0)) }
        #expect(taken.map(\.video) == [0, 45_000, 90_000, 135_000, 450_000, 495_000])
        #expect(taken.map(\.audio) == [0, 24_000, 48_000, 72_000, 240_000, 264_000])
        #expect(clock.length == .seconds(6))
    }

    @Test("a receiver that began in the middle goes on over a new epoch, also of other timescales")
    func late() {
        var harness = MediaHarness.streaming(sound: true)
        harness.parts(3)
        harness.open()
        harness.part(key: true)
        harness.part()
        let fragments = self.fragments(harness)
        #expect(fragments.map { $0.part.video?.time } == [0, 45_000, 90_000, 135_000, 180_000])
        var clock = MediaClock()
        #expect(fragments.dropFirst(2).map { self.times(clock.take($0)).video } == [0, 45_000, 90_000])
        var view = MediaClock()
        let part = MediaPart.example()
        let first = view.take(part, of: [.init(kind: .video, timescale: 90_000)], epoch: 1)
        let second = view.take(part, of: [.init(kind: .video, timescale: 1_000)], epoch: 2)
        #expect(first.video?.end == 45_000 && second.video?.time == 500)
    }

    @Test("sound that ended later than the picture pushes what follows, and nothing goes back")
    func overlap() {
        var harness = MediaHarness.streaming(sound: true)
        harness.part(key: true) { $0.audio?.end += 4_800 }
        harness.open()
        harness.passed -= .milliseconds(200)
        harness.part(key: true)
        var clock = MediaClock()
        let taken = self.fragments(harness).map { self.times(clock.take($0)) }
        #expect(taken.map(\.video) == [0, 54_000])
        #expect(taken.map(\.audio) == [0, 28_800])
    }

    @Test(
        "times far from where a part says it begins are a violation: they would outlive the worker that claims them",
        arguments: [
            (time: UInt64.max - 10, end: UInt64.max), (time: 0, end: .max), (time: 1 << 40, end: 1 << 40),
            (time: 9, end: 8),
        ]
    )
    func absurd(_ times: (time: UInt64, end: UInt64)) {
        for isSound in [false, true] {
            var harness = MediaHarness.streaming(sound: true)
            harness.part(key: true) {
                let claimed = MediaPart.DecodeTime(time: times.time, end: times.end, position: isSound ? 24 : 8)
                if isSound { $0.audio = claimed } else { $0.video = claimed }
            }
            #expect(harness.violations.count == 1, "\(harness.violations)")
        }
    }

    @Test("a part that begins at the end of all times is a violation")
    func end() {
        var harness = MediaHarness.streaming()
        harness.part(key: true) { $0.start = .max }
        #expect(harness.violations.count == 1)
    }
}
