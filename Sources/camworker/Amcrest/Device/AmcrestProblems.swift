/// What a camera that is well otherwise does not tell, thing by thing, with its reason.
///
/// Pure.
struct AmcrestProblems: Hashable {
    /// Things that are named beside the camera's state; the log has them all.
    private static let mostShown = 4
    /// Connections for events in a row that came to nothing, before it is one; a camera that restarts refuses one or two.
    private static let mostFailures = 2

    private var reasons: [String: String] = [:]
    private var failures = 0

    /// - Parameter reason: `nil` when it is told again.
    /// - Returns: whether the reason is another than before.
    mutating func note(_ thing: String, _ reason: String?) -> Bool {
        guard self.reasons[thing] != reason else { return false }
        self.reasons[thing] = reason
        return true
    }

    /// Whether anything is known to be wrong with it.
    func has(_ thing: String) -> Bool { self.reasons[thing] != nil }

    private static let events = "events"

    /// The camera tells its events.
    ///
    /// - Returns: whether that is new.
    mutating func eventsCame() -> Bool {
        self.failures = 0
        return self.note(Self.events, nil)
    }

    /// A connection for events ended before it was one.
    ///
    /// - Returns: whether that is to be told.
    mutating func eventsFailed(_ reason: String) -> Bool {
        self.failures += 1
        return self.failures >= Self.mostFailures && self.note(Self.events, reason)
    }

    /// For the operator, one thing after the other; `nil` when nothing is wrong.
    var words: String? {
        guard !self.reasons.isEmpty else { return nil }
        let shown = self.reasons.sorted { $0.key < $1.key }.prefix(Self.mostShown).map { "\($0.key): \($0.value)" }
        let more = self.reasons.count - shown.count
        return (shown + (more > 0 ? ["\(more) more"] : [])).joined(separator: "; ")
    }
}
