import Shared
import Testing

@testable import camworker

@Suite("A track's clock")
struct StampClockTests {
    private func at(_ milliseconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000_000 + milliseconds * 1_000_000)
    }

    @Test("packets without a stamp have come when they arrived")
    func missing() {
        var clock = StampClock()
        #expect(clock.read(nil, arrived: self.at(0)) == .time(90_000_000))
        #expect(clock.read(nil, arrived: self.at(40)) == .time(90_003_600))
        var mixed = StampClock()
        _ = mixed.read(500, arrived: self.at(0))
        #expect(mixed.read(nil, arrived: self.at(40)) == .time(4_100))
        #expect(mixed.read(7_700, arrived: self.at(80)) == .time(7_700))
    }

    @Test(
        "a clock that wraps goes on",
        arguments: [Int64(1) << 32, (Int64(1) << 32) * 90, Int64(1) << 33]
    )
    func wraps(_ size: Int64) {
        var clock = StampClock()
        _ = clock.read(size - 1_000, arrived: self.at(0))
        #expect(clock.read(2_600, arrived: self.at(40)) == .time(size + 2_600))
        #expect(clock.read(6_200, arrived: self.at(80)) == .time(size + 6_200))
    }

    @Test("a camera whose clock is set jumps; a pause that the arrivals explain does not")
    func jumps() {
        var clock = StampClock()
        _ = clock.read(0, arrived: self.at(0))
        #expect(clock.read(30 * 90_000, arrived: self.at(30_000)) == .time(30 * 90_000))
        #expect(
            clock.read(90 * 90_000, arrived: self.at(30_040)) == .jump(to: 8_100_000, insteadOf: 2_703_600)
        )
        #expect(clock.read(90 * 90_000 + 3_600, arrived: self.at(30_080)) == .time(90 * 90_000 + 3_600))
        #expect(
            clock.read(60 * 90_000, arrived: self.at(30_120)) == .jump(to: 5_400_000, insteadOf: 8_107_200)
        )
    }

    @Test("a recording that is read in a burst runs ahead of its arrivals and is fine")
    func burst() {
        var clock = StampClock()
        for index in 0..<2_000 {
            let stamp = Int64(index) * 3_600
            #expect(clock.read(stamp, arrived: self.at(UInt64(index / 100))) == .time(stamp))
        }
    }

    @Test("stamps that stand still for two seconds count no longer; after a pause they need not move far")
    func standing() {
        var clock = StampClock()
        var times: [Int64] = []
        for index in 0..<100 {
            guard case .time(let time) = clock.read(500, arrived: self.at(UInt64(index) * 40)) else { continue }
            times.append(time)
        }
        #expect(times.count == 100 && times[50] == 500)
        #expect(times[51] == 500 + 51 * 3_600 && times[99] == 500 + 99 * 3_600)
        var paused = StampClock()
        _ = paused.read(0, arrived: self.at(0))
        for index in 1..<100 {
            let stamp = Int64(index) * 1_500
            #expect(paused.read(stamp, arrived: self.at(4_000 + UInt64(index) * 16)) == .time(stamp))
        }
    }

    @Test("stamps of other clocks become ours, or none when they are beyond sense")
    func ticks() {
        #expect(MediaClock.ticks(8_000, numerator: 1, denominator: 8_000) == 90_000)
        #expect(MediaClock.ticks(-40, numerator: 1, denominator: 1_000) == -3_600)
        #expect(MediaClock.ticks(.max, numerator: 1, denominator: 90_000) == nil)
        #expect(MediaClock.ticks(1 << 60, numerator: 1_000, denominator: 1) == nil)
        #expect(MediaClock.ticks(5, numerator: 0, denominator: 0) == nil)
    }
}
