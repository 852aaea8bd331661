import TestSupport
import Testing

@testable import camworker

@Suite("The video's times")
struct VideoTimelineTests {
    /// Places presentation times, and returns what came of those that were not torn.
    private func place(
        _ times: [Int64],
        in timeline: inout VideoTimeline
    ) -> [VideoTimeline.Placement] {
        times.compactMap {
            guard case .placed(let placement) = timeline.place(presentation: $0, decode: nil) else { return nil }
            return placement
        }
    }

    @Test("without B-frames pictures are shown as they are decoded, from 0")
    func plain() {
        var timeline = VideoTimeline(depth: 0)
        let placed = self.place([7_200, 10_800, 14_400, 25_200], in: &timeline)
        #expect(placed.map(\.decode) == [0, 3_600, 7_200, 18_000])
        #expect(placed.allSatisfy { $0.decode == $0.presentation })
    }

    @Test("with B-frames a picture is decoded when the smallest of the last depth + 1 is shown")
    func reordered() {
        var timeline = VideoTimeline(depth: 1)
        // I P B P B P B, a picture each 3600.
        let placed = self.place([0, 7_200, 3_600, 14_400, 10_800, 21_600, 18_000], in: &timeline)
        #expect(placed.map(\.decode) == [0, 3_000, 6_600, 10_200, 13_800, 17_400, 21_000])
        // All later by what the first is held back.
        #expect(placed.map(\.presentation) == [3_000, 10_200, 6_600, 17_400, 13_800, 24_600, 21_000])
        #expect(!timeline.isTooShallow)
    }

    @Test("a depth that the stream does not say is learnt, for the next epoch")
    func learnt() {
        var timeline = VideoTimeline(depth: nil)
        let placed = self.place([0, 10_800, 3_600, 7_200], in: &timeline)
        #expect(placed.count == 4 && timeline.isTooShallow && timeline.learntDepth == 1)
        #expect(placed.allSatisfy { $0.presentation >= $0.decode })
        var next = VideoTimeline(depth: nil, learnt: timeline.learntDepth)
        _ = self.place([36_000, 46_800, 39_600, 43_200], in: &next)
        #expect(!next.isTooShallow)
    }

    @Test("stamps that go back further than B-frames tear the epoch")
    func torn() {
        var known = VideoTimeline(depth: 0)
        _ = self.place([90_000, 93_600, 139_000], in: &known)
        #expect(known.place(presentation: 92_000, decode: nil) == .torn)
        var unknown = VideoTimeline(depth: nil)
        _ = self.place((0..<20).map { 90_000 + $0 * 3_600 }, in: &unknown)
        #expect(unknown.place(presentation: 90_000, decode: nil) == .torn)
        var container = VideoTimeline(depth: 0)
        _ = container.place(presentation: 90_000, decode: 90_000)
        _ = container.place(presentation: 180_000, decode: 180_000)
        #expect(container.place(presentation: 134_000, decode: 134_000) == .torn)
    }

    @Test("stamps that slip back by less than half a second are put right after those before")
    func slips() {
        var timeline = VideoTimeline(depth: 0)
        let placed = self.place([90_000, 93_600, 97_200, 92_000, 93_700, 100_800, 104_400], in: &timeline)
        #expect(placed.map(\.decode) == [0, 3_600, 7_200, 7_201, 7_202, 10_800, 14_400])
    }

    @Test("decode times that a container says are taken, and what stands still is moved on")
    func container() {
        var timeline = VideoTimeline(depth: 2)
        let stamps: [(Int64, Int64)] = [(9_000, 3_600), (19_800, 7_200), (12_600, 7_200), (16_200, 14_400)]
        let placed = stamps.map { timeline.place(presentation: $0.0, decode: $0.1) }
        #expect(
            placed == [
                .placed(.init(decode: 0, presentation: 5_400)), .placed(.init(decode: 3_600, presentation: 16_200)),
                .placed(.init(decode: 3_601, presentation: 9_000)),
                .placed(.init(decode: 10_800, presentation: 12_600)),
            ]
        )
        #expect(timeline.place(presentation: 0, decode: -40_000) == .torn)
    }

    @Test(
        "whatever the stamps, decode times go strictly on and nothing is shown before it is decoded",
        arguments: 0..<50
    )
    func random(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var timeline = VideoTimeline(
            depth: Bool.random(using: &generator) ? nil : Int.random(in: 0...4, using: &generator)
        )
        let hasDecodeTimes = Bool.random(using: &generator)
        var time = Int64.random(in: -1_000_000...1_000_000, using: &generator)
        var last: Int64 = -1
        for _ in 0..<2_000 {
            time += Int64.random(in: -4_000...12_000, using: &generator)
            let shift = Int64.random(in: -8_000...20_000, using: &generator)
            let verdict = timeline.place(presentation: time + shift, decode: hasDecodeTimes ? time : nil)
            guard case .placed(let placement) = verdict else { continue }
            #expect(placement.decode > last && placement.presentation >= placement.decode)
            last = placement.decode
        }
    }
}
