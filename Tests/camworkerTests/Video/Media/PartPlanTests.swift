import Testing

@testable import camworker

@Suite("Where parts end")
struct PartPlanTests {
    private struct Part {
        var length: Int64
        var isIndependent: Bool
        var endsAtKey = false
    }

    /// The parts of a stream with so many ticks a picture and so many pictures a group.
    private func parts(step: Int64, group: (Int) -> Int, longest: Int64, pictures: Int = 2_000) -> [Part] {
        var plan = PartPlan()
        var parts: [Part] = []
        var begin: Int64 = 0
        var isIndependent = true
        _ = plan.meet(keyFrameAt: 0, part: 0, longest: longest)
        var nextKey = group(0)
        var groups = 1
        for index in 1..<pictures {
            let end = Int64(index) * step
            let isFull = plan.isFull(from: begin, to: end, step: step, longest: longest)
            let isKey = index == nextKey
            if isKey {
                nextKey += group(groups)
                groups += 1
            }
            let isCut = isKey && plan.meet(keyFrameAt: end, part: begin, longest: longest)
            guard isFull || isCut else { continue }
            parts.append(Part(length: end - begin, isIndependent: isIndependent, endsAtKey: isKey))
            (begin, isIndependent) = (end, isKey)
        }
        return parts
    }

    /// Pictures a second, pictures from key frame to key frame, milliseconds asked for.
    private static let streams: [(rate: Int64, group: Int, milliseconds: Int64)] = [
        (25, 25, 500), (25, 50, 500), (25, 100, 500), (25, 500, 500), (30, 30, 500), (30, 60, 500), (15, 15, 500),
        (15, 30, 500), (20, 40, 500), (12, 24, 500), (25, 25, 1_000), (25, 25, 200), (30, 30, 200), (25, 15, 500),
        (25, 18, 500), (25, 33, 500), (10, 20, 500), (60, 60, 500), (25, 50, 1_500), (30, 90, 1_500), (15, 60, 1_000),
        (25, 25, 300), (30, 250, 400),
    ]

    @Test(
        "key frames that are further apart than a part all begin one, and no part is shorter than 85 % of the longest",
        arguments: streams
    )
    func long(_ rate: Int64, _ group: Int, _ milliseconds: Int64) {
        let longest = milliseconds * 90
        let parts = self.parts(step: 90_000 / rate, group: { _ in group }, longest: longest)
        // The first group is divided before its length is known.
        let known = parts.drop { !$0.endsAtKey }.dropFirst()
        let most = max(longest, known.map(\.length).max() ?? 0)
        #expect(known.allSatisfy { $0.length * 100 >= most * 85 }, "\(known.map(\.length).prefix(12)) of \(most)")
        #expect(most <= longest * 3 / 2)
        #expect(known.count { $0.isIndependent } * group >= 1_800 - 2 * group)
    }

    @Test(
        "key frames that are closer stand within parts, and some part begins with one each few seconds",
        arguments: [
            (25, 1), (25, 2), (25, 5), (25, 7), (25, 8), (25, 9), (25, 10), (30, 8), (30, 10), (30, 12), (15, 5),
            (12, 4),
        ]
    )
    func short(_ rate: Int64, _ group: Int) {
        let parts = self.parts(step: 90_000 / rate, group: { _ in group }, longest: 45_000)
        #expect(parts.allSatisfy { $0.length * 100 >= 45_000 * 85 && $0.length <= 45_000 })
        var since: Int64 = 0
        for part in parts {
            since = part.isIndependent ? part.length : since + part.length
            #expect(since < 4 * 90_000)
        }
    }

    @Test("a distance of key frames that changes costs at most one short part each time")
    func irregular() {
        let parts = self.parts(step: 3_600, group: { [25, 110, 61, 38, 200][$0 % 5] }, longest: 45_000)
        #expect(parts.allSatisfy { $0.length <= 67_500 && ($0.endsAtKey || $0.length * 100 >= 45_000 * 85) })
        #expect(parts.count { $0.isIndependent } >= 2_000 * 5 / 434 - 1)
    }

    @Test("a picture that lasts long is not added to a part that has some")
    func pause() {
        var plan = PartPlan()
        _ = plan.meet(keyFrameAt: 0, part: 0, longest: 45_000)
        #expect(!plan.isExceeded(from: 0, to: 45_000, longest: 45_000))
        #expect(plan.isExceeded(from: 0, to: 180_000, longest: 45_000))
    }
}
