import Shared
import Testing

@testable import camsupervisor

@Suite("FlapSummary")
struct FlapSummaryTests {
    private static let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// Feeds lines at the given seconds and looks every second in between; what was said, by second.
    private func said(_ lines: [Int], until end: Int) -> (oneByOne: [Int], sums: [Int: Int]) {
        var summary = FlapSummary()
        var oneByOne: [Int] = []
        var sums: [Int: Int] = [:]
        for second in 0...end {
            let now = Self.start + .seconds(second)
            if let sum = summary.settle(at: now) { sums[second] = sum }
            for _ in lines where lines.contains(second) {
                if summary.take(at: now) { oneByOne.append(second) }
                break
            }
        }
        return (oneByOne, sums)
    }

    @Test("a few lines are said one by one, and no sum follows")
    func few() {
        let result = self.said([0, 60, 120, 180], until: 2_000)
        #expect(result.oneByOne == [0, 60, 120, 180] && result.sums.isEmpty)
    }

    @Test("what flaps is said six times, then once in ten minutes with its count")
    func many() {
        let result = self.said(Array(stride(from: 0, to: 1_800, by: 30)), until: 1_900)
        #expect(result.oneByOne == [0, 30, 60, 90, 120, 150])
        #expect(result.sums == [600: 20, 1_200: 20, 1_800: 20])
    }

    @Test("after ten calm minutes lines are said one by one again")
    func calm() {
        let result = self.said(Array(0..<20) + [700, 1_300, 1_301], until: 2_500)
        #expect(result.oneByOne == [0, 1, 2, 3, 4, 5, 1_300, 1_301])
        // The one that came while it was still summed up is accounted for.
        #expect(result.sums == [600: 20, 1_200: 1])
    }
}
