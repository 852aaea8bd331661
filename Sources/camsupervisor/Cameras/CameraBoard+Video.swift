import IPC
import Shared

/// Whether video of a camera is to be expected, for everybody who waits for it: players, live viewers and recordings.
extension CameraBoard {
    /// Whether it is in vain to wait for the first video of a camera.
    ///
    /// - Parameters:
    ///   - view: where it is waited for.
    ///   - asked: when that began; what was said of the camera before may be about yesterday.
    ///   - patience: how long it is going to be waited, from `asked` on.
    func isWaitingInVain(
        for camera: CameraID,
        _ view: MediaView,
        since asked: MonotonicTime,
        patience: Duration
    ) -> Bool {
        guard !self.isStopping, let status = self[camera]?.status, view.hasMedia != false else { return true }
        switch status.state {
        case .off, .misconfigured: return true
        case .offline, .refused:
            // Nothing comes by itself before the next try.
            return status.reportedAt > asked || (status.recovery(at: asked).map { $0 > patience } ?? false)
        case .idle, .live, .stale:
            // Said of the present demand, to whomever; the worker says it once.
            guard status.mediaReason != nil, let awaited = view.awaited else { return false }
            return status.reportedAt >= awaited.since
        }
    }
}
