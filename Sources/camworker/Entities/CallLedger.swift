internal import IPC
internal import Shared

/// The calls that a source has yet to answer: each gets one answer, in time.
///
/// Pure.
struct CallLedger {
    /// Calls under way; the supervisor has 16 questions open at most.
    static let most = 32
    /// How long before nobody waits any more our own answer is given, so that it still arrives.
    private static let margin: Duration = .milliseconds(500)

    private struct Call {
        var deadline: MonotonicTime
        var patience: Duration
    }

    private var calls: [UInt32: Call] = [:]

    /// When ``takeOverdue(at:)`` will have something.
    var deadline: MonotonicTime? { self.calls.values.lazy.map(\.deadline).min() }

    /// A call has come.
    ///
    /// - Returns: `false` when too many are under way, or one of that number is.
    mutating func begin(_ sequence: UInt32, timeoutMilliseconds: Int, at now: MonotonicTime) -> Bool {
        guard self.calls.count < Self.most, self.calls[sequence] == nil else { return false }
        let timeout = Duration.milliseconds(max(0, timeoutMilliseconds))
        let patience = max(timeout / 2, timeout - Self.margin)
        self.calls[sequence] = Call(deadline: now + patience, patience: patience)
        return true
    }

    /// - Returns: whether the call waits for an answer; `false` for one that has had its own.
    mutating func finish(_ sequence: UInt32) -> Bool {
        self.calls.removeValue(forKey: sequence) != nil
    }

    /// The calls whose time is over, with how long they had; they are answered by whoever takes them.
    mutating func takeOverdue(at now: MonotonicTime) -> [(sequence: UInt32, patience: Duration)] {
        let overdue = self.calls.filter { $0.value.deadline <= now }.sorted { $0.key < $1.key }
        for (sequence, _) in overdue { self.calls[sequence] = nil }
        return overdue.map { ($0.key, $0.value.patience) }
    }
}
