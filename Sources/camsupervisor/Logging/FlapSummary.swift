import Shared

/// Which of many like lines about one camera are said one by one, and which as a sum.
///
/// Pure. The first few within ten minutes are said; the others are counted, and the count is said when the ten minutes
/// are over. While it goes on like that there is one line in ten minutes.
struct FlapSummary: Sendable {
    static let window = Duration.seconds(600)
    /// Enough to see the first restarts, up to the one that parks the worker.
    static let oneByOne = 6
    /// A camera that changed so rarely in ten minutes is calm again.
    static let calm = 2

    private var since: MonotonicTime?
    private var lines = 0
    private var kept = 0
    private var isSumming = false

    /// Takes one line.
    ///
    /// - Returns: whether it is said by itself.
    mutating func take(at now: MonotonicTime) -> Bool {
        if self.since == nil { self.since = now }
        self.lines += 1
        if !self.isSumming, self.lines <= Self.oneByOne { return true }
        self.kept += 1
        return false
    }

    /// When the ten minutes are over: how many lines there were, if some were kept back.
    mutating func settle(at now: MonotonicTime) -> Int? {
        guard let since, now.since(since) >= Self.window else { return nil }
        let lines = self.lines
        let kept = self.kept
        self.isSumming = lines > Self.calm && (self.isSumming || kept > 0)
        self.since = self.isSumming ? now : nil
        self.lines = 0
        self.kept = 0
        return kept > 0 ? lines : nil
    }
}
