import Shared
import Testing

@testable import camworker

@Suite("Frame pace")
struct FramePaceTests {
    private static func taken(of count: Int, every interval: Double, rate: Double) -> [Int] {
        var pace = FramePace()
        return (0..<count).filter {
            pace.takes(MonotonicTime(nanoseconds: 1_000_000_000) + .seconds(Double($0) * interval), rate: rate)
        }
    }

    @Test("all of them when the camera is no faster")
    func all() {
        #expect(Self.taken(of: 20, every: 0.1, rate: 10).count == 20)
        #expect(Self.taken(of: 20, every: 0.5, rate: 10).count == 20)
    }

    @Test("evenly, at most so many")
    func fewer() {
        #expect(Self.taken(of: 100, every: 0.04, rate: 12.5) == Array(stride(from: 0, to: 100, by: 2)))
        // 100 pictures at 25 a second are 4 s.
        #expect((38...42).contains(Self.taken(of: 100, every: 0.04, rate: 10).count))
        #expect(Self.taken(of: 100, every: 0.04, rate: 0.25) == [0])
    }

    @Test("what was missed in a pause is not made up for")
    func pause() {
        var pace = FramePace()
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        let times = [0, 0.1, 5, 5.01, 5.02, 5.1].map { start + .seconds($0) }
        #expect(times.map { pace.takes($0, rate: 10) } == [true, true, true, false, false, true])
    }
}
