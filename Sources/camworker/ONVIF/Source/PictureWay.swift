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

    /// When ``way`` may change by itself.
    var deadline: MonotonicTime? { self.hasSnapshot && self.hasVideo ? self.videoUntil : nil }

    func way(at now: MonotonicTime) -> Way {
        let isPaused = self.videoUntil.map { now < $0 } ?? false
        if self.hasSnapshot, !(isPaused && self.hasVideo) { return .snapshot }
        return self.hasVideo ? .video : .none
    }

    mutating func snapshotCame() {
        self.failures = 0
        self.videoUntil = nil
    }

    /// - Parameter isFinal: whether every way of asking was refused.
    mutating func snapshotFailed(isFinal: Bool, at now: MonotonicTime) {
        self.failures += 1
        guard isFinal || self.failures >= Self.mostFailures else { return }
        self.videoUntil = now + Self.pause
    }

    /// The video cannot be had either: the snapshot has one try again, and so on in turns.
    ///
    /// - Returns: whether ``way(at:)`` is another one since.
    mutating func videoFailed() -> Bool {
        guard self.hasSnapshot, self.videoUntil != nil else { return false }
        self.videoUntil = nil
        self.failures = Self.mostFailures - 1
        return true
    }

    /// The pause is over: the snapshot has one try.
    mutating func tick(at now: MonotonicTime) {
        guard let videoUntil, now >= videoUntil else { return }
        self.videoUntil = nil
        self.failures = Self.mostFailures - 1
    }

    /// The device is back: what failed may have been part of its going.
    mutating func startOver() {
        self.failures = 0
        self.videoUntil = nil
    }
}
