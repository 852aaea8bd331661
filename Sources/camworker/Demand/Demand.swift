internal import IPC
internal import Shared

/// What the hub wants of a source now.
struct Demand: Hashable {
    /// Whether a frame would be sent at once.
    var isFrameWanted: Bool
    /// Viewers of streams (and, as the hub counts them, waiting requests): a level.
    var viewers: UInt32
    /// Only a frame captured at or after this is an answer.
    var capturedAfter: MonotonicTime

    static let none = Demand(isFrameWanted: false, viewers: 0, capturedAfter: MonotonicTime(nanoseconds: 0))

    /// Whether anybody looks at the camera at all.
    var isWatched: Bool { self.isFrameWanted || self.viewers > 0 }
}
