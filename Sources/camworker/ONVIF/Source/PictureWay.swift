internal import Shared

/// By which of its two ways a profile's pictures come: its snapshot, or its video.
///
/// Pure.
struct PictureWay {
    enum Way: Hashable {
        /// The device has not said where either is.
        case none
        case snapshot
        case video
    }

    /// Snapshots in a row that did not come, after which the video is used; a camera that is busy misses one.
    private static let mostFailures = 2
    /// Then until the snapshot is tried again.
    private static let pause: Duration = .seconds(300)

    var hasSnapshot = false
    var hasVideo = false
    private var failures = 0
    private var videoUntil: MonotonicTime?
    /// The snapshot was refused and is not asked for before: cameras lock accounts.
    private var heldUntil: MonotonicTime?

    /// When ``way`` may change by itself.
    var deadline: MonotonicTime? { self.hasSnapshot && self.hasVideo ? self.pausedUntil : nil }

    private var pausedUntil: MonotonicTime? { [self.videoUntil, self.heldUntil].compactMap(\.self).max() }

    func way(at now: MonotonicTime) -> Way {
        let isPaused = self.pausedUntil.map { now < $0 } ?? false
        if self.hasSnapshot, !(isPaused && self.hasVideo) { return .snapshot }
        return self.hasVideo ? .video : .none
    }

    mutating func snapshotCame() {
        self.failures = 0
        self.videoUntil = nil
        self.heldUntil = nil
    }

    /// - Parameter until: when the snapshot may be asked for again that was refused; `nil` when it was not.
    mutating func hold(until: MonotonicTime?, at now: MonotonicTime) {
        self.heldUntil = until.flatMap { $0 > now ? $0 : nil }
    }

    /// - Parameter isFinal: whether every way of asking was refused.
    mutating func snapshotFailed(isFinal: Bool, at now: MonotonicTime) {
        self.failures += 1
        guard isFinal || self.failures >= Self.mostFailures else { return }
        self.videoUntil = now + Self.pause
    }

    /// The video cannot be had either: the snapshot has one try again, and so on in turns; one that must not be asked
    /// for has none.
    ///
    /// - Returns: whether ``way(at:)`` is another one since.
    mutating func videoFailed(at now: MonotonicTime) -> Bool {
        guard self.hasSnapshot, self.videoUntil != nil, self.heldUntil.map({ now >= $0 }) ?? true else { return false }
        self.videoUntil = nil
        self.failures = Self.mostFailures - 1
        return true
    }

    /// The pause is over: the snapshot has one try.
    mutating func tick(at now: MonotonicTime) {
        guard let pausedUntil, now >= pausedUntil else { return }
        self.videoUntil = nil
        self.heldUntil = nil
        self.failures = Self.mostFailures - 1
    }

    /// The device is back: what failed may have been part of its going.
    mutating func startOver() {
        self.failures = 0
        self.videoUntil = nil
    }
}
