import IPC
import Shared

/// Whether video of a camera is to be expected, for everybody who waits for it: players, live viewers and recordings.
extension CameraBoard {
    /// Whether it is in vain to wait for the first video of a camera.
    ///
    /// - Parameters:
    ///   - entity: the camera, or the view.
    ///   - view: where it is waited for.
    ///   - asked: when that began; what was said of the camera before may be about yesterday.
    ///   - patience: how long it is going to be waited, from `asked` on.
    func isWaitingInVain(
        for entity: EntityID,
        _ view: MediaView,
        since asked: MonotonicTime,
        patience: Duration
    ) -> Bool {
        guard !self.isStopping, let entry = self[entity], view.hasMedia != false else { return true }
        let status = entry.status
        if status.state == .off || status.state == .misconfigured { return true }
        // Nothing comes by itself before the next try.
        let recovery = entry.isStateOfVideo ? status.recovery(at: asked) : status.worker.restartAt?.since(asked)
        if let recovery, recovery > patience, status.state.isAway { return true }
        if entry.isStateOfVideo, status.state.isAway { return status.reportedAt > asked }
        // Said of the present demand, to whomever; the worker says it once.
        guard status.mediaReason != nil, let awaited = view.awaited else { return false }
        return status.reportedAt >= awaited.since
    }

    /// Since when the worker is on its way to the camera's video, or has it; `nil` when it is not.
    func tryingSince(for entity: EntityID) -> MonotonicTime? {
        guard let entry = self[entity] else { return nil }
        let status = entry.status
        guard entry.isStateOfVideo else { return status.mediaReason == nil ? status.worker.runningSince : nil }
        return status.connection == .connecting || status.connection == .connected ? status.reportedAt : nil
    }
}

extension CameraBoard.Entry {
    /// Whether the camera's state is that of its video.
    ///
    /// With a still_image_url beside the stream it is that of the pictures; the stream may be well when they are not, and
    /// its trouble is ``CameraStatus/mediaReason``.
    var isStateOfVideo: Bool {
        switch self.configuration?.source {
        case .generic(let generic): generic.stillImageURL == nil
        case .amcrest(let amcrest): amcrest.pictureSource == .rtsp
        case .onvif: false
        case .demo, .mjpeg, .push, nil: true
        }
    }
}
