/// What `range()` makes.
final class Interval {
    let start: Int
    let stop: Int
    let step: Int
    let count: Int

    /// - Returns: `nil` when the length has no 64 bits.
    init?(_ start: Int, _ stop: Int, _ step: Int) {
        self.start = start
        self.stop = stop
        self.step = step
        guard step > 0 ? start < stop : start > stop else {
            self.count = 0
            return
        }
        let (span, overflow) = stop.subtractingReportingOverflow(start)
        guard !overflow, span.magnitude <= UInt(Int.max), step != .min else { return nil }
        self.count = (abs(span) - 1) / abs(step) + 1
    }

    /// The element at `index`, which is within `0..<count`.
    subscript(index: Int) -> Int { self.start + index * self.step }

    func contains(_ number: Int) -> Bool {
        guard self.count > 0 else { return false }
        let last = self[self.count - 1]
        guard min(self.start, last)...max(self.start, last) ~= number else { return false }
        return (number - self.start) % self.step == 0
    }

    var items: [Value] { (0..<self.count).map { .int(self[$0]) } }
}
