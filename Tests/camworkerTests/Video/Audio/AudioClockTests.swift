import TestSupport
import Testing

@testable import camworker

@Suite("Audio clock")
struct AudioClockTests {
    /// At 16,000 samples a second: 20 ms.
    private static let packet: Int64 = 320
    private static func samples(_ milliseconds: Int64) -> Int64 { milliseconds * 16 }

    /// Feeds packets of 20 ms with these stamps, and gives what is not plain appending, by the packet's number.
    private static func placements(_ stamps: [Int64?]) -> [Int: AudioClock.Placement] {
        var clock = AudioClock(rate: 16_000)
        var found: [Int: AudioClock.Placement] = [:]
        for (index, stamp) in stamps.enumerated() {
            let placement = clock.place(Self.packet, stamp: stamp)
            if placement != .append { found[index] = placement }
        }
        return found
    }

    private static func steady(_ count: Int, from first: Int64 = 0) -> [Int64?] {
        (0..<Int64(count)).map { first + $0 * Self.packet }
    }

    @Test("steady stamps begin once, wherever they begin")
    func steady() {
        #expect(Self.placements(Self.steady(100, from: -5)) == [0: .begin(at: -5)])
    }

    @Test("without stamps the samples are the clock, from 0")
    func none() {
        #expect(Self.placements(Array(repeating: nil, count: 50)) == [0: .begin(at: 0)])
    }

    @Test("stamps that stand still say nothing")
    func still() {
        #expect(Self.placements(Array(repeating: 1000, count: 200)) == [0: .begin(at: 1000)])
    }

    @Test("stamps that tremble, as those made on arrival do, change nothing")
    func trembling() {
        var generator = SeededGenerator(seed: 1)
        let stamps = Self.steady(500).map { stamp in stamp.map { $0 + Int64.random(in: 0...1500, using: &generator) } }
        // The first arrived as late as any may; so no later one seems to be missing.
        #expect(Self.placements([750] + stamps.dropFirst()) == [0: .begin(at: 750)])
    }

    @Test("a packet that was lost becomes silence as long, a little later")
    func lost() {
        let stamps = Self.steady(10) + Self.steady(40, from: 10 * Self.packet + Self.samples(60))
        #expect(Self.placements(stamps) == [0: .begin(at: 0), 24: .insertSilence(Self.samples(60))])
    }

    @Test("what is missing for longer is silence at once")
    func pause() {
        let stamps = Self.steady(10) + Self.steady(40, from: 10 * Self.packet + Self.samples(1500))
        #expect(Self.placements(stamps) == [0: .begin(at: 0), 10: .insertSilence(Self.samples(1500))])
    }

    @Test("sound that comes twice is left out, packet by packet")
    func twice() {
        let stamps = Self.steady(10) + Self.steady(40, from: 10 * Self.packet - Self.samples(50))
        #expect(
            Self.placements(stamps) == [
                0: .begin(at: 0), 24: .drop(320), 25: .drop(320), 26: .drop(160),
            ]
        )
    }

    @Test("a clock that runs away is followed each time it is 40 ms off")
    func drift() {
        // Half a per cent fast: 20 ms in 4 s.
        let stamps: [Int64?] = (0..<1500).map { Int64(Double($0) * 320 * 1.005) }
        let found = Self.placements(stamps).filter { $0.key > 0 }
        #expect((3...4).contains(found.count), "30 s × 0.5 % = 150 ms")
        for placement in found.values {
            guard case .insertSilence(let count) = placement else { return #expect(Bool(false), "\(placement)") }
            #expect((Self.samples(40)...Self.samples(45)).contains(count))
        }
    }

    @Test(
        "a jump further than 2 s begins anew, once",
        arguments: [Int64(2100), -2100, 3_600_000, -10_000_000_000_000, 100_000_000_000_000]
    )
    func jump(_ milliseconds: Int64) {
        let there = 10 * Self.packet + Self.samples(milliseconds)
        #expect(
            Self.placements(Self.steady(10) + Self.steady(40, from: there)) == [
                0: .begin(at: 0), 10: .begin(at: there),
            ]
        )
    }

    @Test("whatever the stamps are, it counts on")
    func anything() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            var clock = AudioClock(rate: [8000, 48_000, 96_000].randomElement(using: &generator) ?? 8000)
            for _ in 0..<200 {
                let wild = Int64.random(in: -(1 << 52)...(1 << 52), using: &generator)
                let stamp: Int64? = [nil, 0, wild, wild >> 30, wild >> 40].randomElement(using: &generator) ?? nil
                let count = Int64.random(in: 1...200_000, using: &generator)
                switch clock.place(count, stamp: stamp) {
                case .insertSilence(let silence): #expect(silence > 0 && silence <= 2 * 96_000)
                case .drop(let dropped): #expect(dropped > 0 && dropped <= count)
                case .append, .begin: break
                }
            }
        }
    }
}
