internal import Shared

/// A push camera's events: the first picture begins one, and it ends `timeout` after its last.
///
/// Pure.
///
/// ```
/// idle ──picture──▶ recording ──no picture for `timeout`──▶ idle
/// ```
struct PushEventStateMachine {
    var timeout: Duration
    private var lastPicture: MonotonicTime?
    /// When the newest event began, for `last_trip`.
    private(set) var lastTrip: WallTime?

    init(timeout: Duration) {
        self.timeout = timeout
    }

    var isRecording: Bool { self.lastPicture != nil }

    /// When the event ends, unless a picture comes.
    var deadline: MonotonicTime? { self.lastPicture.map { $0 + self.timeout } }

    /// A picture was accepted; it began an event if none was going on.
    mutating func accepted(at now: MonotonicTime, wall: WallTime) {
        self.expire(at: now)
        if !self.isRecording { self.lastTrip = wall }
        self.lastPicture = now
    }

    /// Ends an event whose time is over.
    mutating func expire(at now: MonotonicTime) {
        if let deadline, now >= deadline { self.lastPicture = nil }
    }
}
