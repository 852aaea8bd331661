import Shared

/// How many lines a source that we do not trust may add to the log in a stretch of time.
///
/// Pure. What comes too fast is counted, and the count is said with the first line of the next stretch.
struct LogBudget: Sendable {
    let lines: Int
    let window: Duration
    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var taken = 0
    private var suppressed = 0

    init(lines: Int, per window: Duration) {
        self.lines = lines
        self.window = window
    }

    /// What to do with one line.
    struct Decision: Equatable {
        var passes: Bool
        /// Lines that were kept back before it and are not accounted for yet.
        var suppressedBefore: Int
    }

    mutating func take(at now: MonotonicTime) -> Decision {
        var before = 0
        if now.since(self.windowStart) >= self.window {
            self.windowStart = now
            self.taken = 0
            before = self.settle()
        }
        self.taken += 1
        let passes = self.taken <= self.lines
        if !passes { self.suppressed += 1 }
        return Decision(passes: passes, suppressedBefore: before)
    }

    /// The count of what was kept back; it starts again at nought.
    mutating func settle() -> Int {
        defer { self.suppressed = 0 }
        return self.suppressed
    }
}
