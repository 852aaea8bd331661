internal import IPC
internal import Shared

/// The camera's states on their way to the supervisor: each change at once, unless they come in crowds.
///
/// The file name of an upload belongs to the state, and one camera may bring thousands a second; the supervisor ends a
/// worker that says so much. Beyond the limit only the newest is kept, and told when the second is over.
struct StateReports {
    /// Sent a second: more than an eye follows.
    static let perSecond = 20
    private static let window: Duration = .seconds(1)

    private let perSecond: Int
    private var newest: StateReport?
    private var isWaiting = false
    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var sent = 0

    init(perSecond: Int = Self.perSecond) {
        self.perSecond = perSecond
    }

    /// - Returns: whether it differs from the last.
    mutating func add(_ report: StateReport) -> Bool {
        guard report != self.newest else { return false }
        self.newest = report
        self.isWaiting = true
        return true
    }

    /// When ``take(at:)`` will have something; `nil` when all is told.
    var deadline: MonotonicTime? {
        guard self.isWaiting else { return nil }
        return self.sent < self.perSecond ? self.windowStart : self.windowStart + Self.window
    }

    /// The report, when one may be sent.
    mutating func take(at now: MonotonicTime) -> StateReport? {
        guard self.isWaiting else { return nil }
        if now.since(self.windowStart) >= Self.window {
            self.windowStart = now
            self.sent = 0
        }
        guard self.sent < self.perSecond else { return nil }
        self.sent += 1
        self.isWaiting = false
        return self.newest
    }
}
