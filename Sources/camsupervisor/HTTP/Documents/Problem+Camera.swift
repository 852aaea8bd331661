import HTTPTypes
import IPC
import Shared

/// What is answered for a camera that cannot serve, with its reason and when to ask again.
extension Problem {
    /// No picture of it is to be had.
    static func unavailable(_ status: CameraStatus) -> Problem {
        Problem(
            .serviceUnavailable,
            "camera '\(status.slug)' \(status.state.clause)\(status.reason.map { ": \($0)" } ?? "")",
            retryAfter: Self.retryAfter(of: status, at: .now())
        )
    }

    /// No video came of it.
    ///
    /// - Parameter what: in words: `no video came within 10 s`.
    static func noVideo(of entry: CameraBoard.Entry, _ what: String, retryAfter: Int) -> Problem {
        let status = entry.status
        if status.state == .off || status.state == .misconfigured || (entry.isStateOfVideo && status.state.isAway) {
            return .unavailable(status)
        }
        if let reason = status.mediaReason {
            let words = "camera '\(status.slug)' has no video: \(reason)"
            // The stream itself is the reason, and another request would find the same; beside pictures it may only be away.
            return entry.isStateOfVideo
                ? Problem(.notFound, words) : Problem(.serviceUnavailable, words, retryAfter: retryAfter)
        }
        let reason = entry.isStateOfVideo ? status.reason.map { ": \($0)" } ?? "" : ""
        return Problem(.serviceUnavailable, "camera '\(status.slug)': \(what)\(reason)", retryAfter: retryAfter)
    }

    /// More wait for its video than may.
    static func crowded(_ entity: EntityID) -> Problem {
        Problem(.serviceUnavailable, "too many requests wait for camera '\(entity.objectID)'", retryAfter: 1)
    }

    /// It has no worker just now.
    static func noWorker(for status: CameraStatus) -> Problem {
        switch status.state {
        case .off:
            Problem(
                .serviceUnavailable,
                "camera '\(status.slug)' is off: camsupervisor start \(status.id)",
                retryAfter: Self.longestRetryAfter
            )
        case .misconfigured, .offline, .refused: .unavailable(status)
        case .idle, .live, .stale:
            Problem(.serviceUnavailable, "camera '\(status.slug)': its worker is being replaced", retryAfter: 1)
        }
    }

    /// Seconds after which it is worth asking again for a camera that is away.
    static func retryAfter(of status: CameraStatus, at now: MonotonicTime) -> Int {
        guard let recovery = status.recovery(at: now) else { return Self.usualRetryAfter }
        return min(max(1, Int(recovery.inSeconds.rounded(.up))), Self.longestRetryAfter)
    }

    private static let usualRetryAfter = 10
    /// A camera that refused us is asked again after half an hour, but a `restart` may mend it sooner.
    private static let longestRetryAfter = 600
}
