import Shared

/// When to say that a camera's video was dropped because all cameras' together takes too much.
///
/// Pure.
struct SqueezeReports: Sendable {
    /// Between two words about one camera: each part may drop something.
    static let interval = Duration.seconds(600)

    private var toldAt: MonotonicTime?
    private var told: UInt64 = 0

    /// - Parameter dropped: segments so far.
    /// - Returns: how many of them nobody was told of; `nil` when nothing is to be said now.
    mutating func take(_ dropped: UInt64, at now: MonotonicTime) -> UInt64? {
        guard dropped > self.told, self.toldAt.map({ now.since($0) >= Self.interval }) ?? true else { return nil }
        defer {
            self.told = dropped
            self.toldAt = now
        }
        return dropped - self.told
    }
}
