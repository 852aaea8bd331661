import Shared
import Testing

@testable import camworker

@Suite("FilePace")
struct FilePaceTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    /// When a packet at each of these positions is due, all read at once, seconds after the start.
    private static func times(_ positions: [Double]) -> [Double] {
        var pace = FilePace()
        var now = Self.start
        return positions.map { position in
            now = max(now, pace.time(of: .seconds(position), at: now))
            return now.since(Self.start).inSeconds
        }
    }

    @Test(
        "packets are as far apart as they were recorded; a clock that jumps begins anew",
        arguments: [
            ([100.0, 100.04, 100.08, 101], [0, 0.04, 0.08, 1]),
            ([5, 9, 13], [0, 4, 8]),
            ([0, 0.04, 3600, 3600.04], [0, 0.04, 0.04, 0.08]),
            ([3600, 3600.04, 0, 0.04], [0, 0.04, 0.04, 0.08]),
            // Pictures out of order.
            ([0, 0.12, 0.04, 0.16], [0, 0.12, 0.12, 0.16]),
        ]
    )
    func evenly(_ positions: [Double], expected: [Double]) {
        for (time, expected) in zip(Self.times(positions), expected) { #expect(abs(time - expected) < 0.001) }
    }

    @Test("after a pause of the network it goes on from there, and runs after nothing")
    func pause() {
        var pace = FilePace()
        _ = pace.time(of: .zero, at: Self.start)
        let later = Self.start.advanced(by: .seconds(60))
        #expect(pace.time(of: .seconds(1), at: later) == later)
        #expect(pace.time(of: .seconds(2), at: later) == later.advanced(by: .seconds(1)))
        // A little late it catches up.
        let late = later.advanced(by: .seconds(4))
        #expect(pace.time(of: .seconds(3), at: late) < late)
    }
}
