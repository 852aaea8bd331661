import Shared
import Testing

@testable import camworker

@Suite("The sound's times")
struct AudioTimelineTests {
    private static let origin: Int64 = 1_000_000

    private func at(_ milliseconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000_000 + milliseconds * 1_000_000)
    }

    private func time(
        _ timeline: inout AudioTimeline,
        _ stamp: Int64?,
        _ arrived: UInt64,
        video: Int64 = Self.origin
    ) -> Int64 {
        timeline.time(
            of: PacketStamps(presentation: stamp, arrived: self.at(arrived)),
            beside: (video, self.at(arrived)),
            origin: Self.origin
        )
    }

    @Test("sound on the video's clock has its place by its stamp, before the beginning too")
    func shared() {
        var timeline = AudioTimeline(sampleRate: 48_000)
        #expect(self.time(&timeline, Self.origin - 9_000, 0) == -4_800)
        #expect(self.time(&timeline, Self.origin + 90_000, 1_000) == 48_000)
    }

    @Test("sound on a clock of its own is put where it arrived, and stays there")
    func unrelated() {
        var timeline = AudioTimeline(sampleRate: 8_000)
        #expect(self.time(&timeline, 77_000_000, 0, video: Self.origin + 45_000) == 4_000)
        #expect(self.time(&timeline, 77_090_000, 1_000, video: Self.origin + 140_000) == 12_000)
    }

    @Test("sound whose clock goes at another rate is put where it arrived, each time", arguments: [50, 90, 110, 150])
    func drift(_ percent: Int64) {
        var timeline = AudioTimeline(sampleRate: 8_000)
        var farthest: Int64 = 0
        for second in Int64(0)..<600 {
            let video = Self.origin + second * 90_000
            let stamp = Self.origin + second * 900 * percent
            let time = self.time(&timeline, stamp, UInt64(second) * 1_000, video: video)
            farthest = max(farthest, abs(time - second * 8_000))
        }
        // A second of distance, and what comes together in the two of patience and up to the next packet.
        #expect(farthest <= 3 * 8_000, "\(farthest)")
    }

    @Test(
        "in RTP, sound that came more than a second beside its stamp is put where it arrived; containers interleave further"
    )
    func rtp() {
        var rtp = AudioTimeline(sampleRate: 8_000)
        #expect(self.time(&rtp, Self.origin - 135_000, 0) == 0)
        var container = AudioTimeline(sampleRate: 8_000)
        let stamps = PacketStamps(
            presentation: Self.origin - 135_000,
            decode: Self.origin - 135_000,
            arrived: self.at(0)
        )
        let time = container.time(of: stamps, beside: (Self.origin, self.at(0)), origin: Self.origin)
        #expect(time == -12_000)
    }

    @Test(
        "sound that is a wrap of the clock away is on the video's clock",
        arguments: [Int64(1) << 32, (Int64(1) << 32) * 90, Int64(1) << 33]
    )
    func wrapped(_ wrap: Int64) {
        for shift in [wrap, -wrap] {
            var timeline = AudioTimeline(sampleRate: 48_000)
            #expect(self.time(&timeline, Self.origin + 45_000 + shift, 0) == 24_000)
            #expect(self.time(&timeline, Self.origin + 135_000 + shift, 1_000) == 72_000)
        }
    }

    @Test("sound whose clock jumps is put where it arrived from then on")
    func jump() {
        var timeline = AudioTimeline(sampleRate: 8_000)
        _ = self.time(&timeline, Self.origin, 0)
        #expect(self.time(&timeline, Self.origin + 900_000_000, 1_000, video: Self.origin + 90_000) == 8_000)
    }

    @Test("sound without stamps has come when it arrived")
    func missing() {
        var timeline = AudioTimeline(sampleRate: 8_000)
        let first = self.time(&timeline, nil, 0, video: Self.origin + 90_000)
        #expect(first == 8_000)
        #expect(self.time(&timeline, nil, 500, video: Self.origin + 135_000) == 12_000)
    }

    @Test(
        "frames stand end to end while their stamps tremble; a gap stays a gap; what overlaps is left out",
        arguments: [(1_024, 1_024), (1_500, 1_024), (2_900, 1_024), (3_072, 3_072), (48_000, 48_000), (-960, nil)]
            as [(Int64, Int64?)]
    )
    func places(_ time: Int64, _ place: Int64?) {
        var timeline = AudioTimeline(sampleRate: 48_000)
        #expect(timeline.place(0, duration: 1_024) == 0)
        #expect(timeline.place(time, duration: 1_024) == place)
    }

    @Test("a clock that is slower than its count loses a frame now and then, never its place by more than 40 ms")
    func drift() {
        var timeline = AudioTimeline(sampleRate: 48_000)
        var dropped = 0
        for index in 0..<5_000 {
            let time = Int64(index) * 1_000
            guard let place = timeline.place(time, duration: 1_024) else {
                dropped += 1
                continue
            }
            #expect(abs(place - time) <= 1_920)
        }
        #expect(100...140 ~= dropped)
    }

    @Test("what comes before the beginning is left out")
    func early() {
        var timeline = AudioTimeline(sampleRate: 48_000)
        #expect(timeline.place(-1_024, duration: 1_024) == nil)
        #expect(timeline.place(0, duration: 1_024) == 0)
    }
}
