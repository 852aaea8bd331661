import Shared
import Synchronization

/// How many bytes of uploads are in flight, over all cameras and of each.
///
/// The worker has them in any case; this bounds what lies in between, where senders that drip keep it for minutes.
final class UploadBudget: Sendable {
    enum Refusal: Error {
        /// There is no room for anybody.
        case full
        /// This camera has its share: the others' senders are not to suffer from its.
        case shareTaken
    }

    private struct State {
        var used = 0
        var cameras: [CameraID: Int] = [:]
    }

    private let limit: Int
    private let share: Int
    private let state = Mutex(State())

    /// - Parameter share: most of one camera; half, which is two of the largest uploads.
    init(limit: Int = Limits.uploadsInFlight, share: Int? = nil) {
        self.limit = limit
        self.share = share ?? limit / 2
    }

    /// Takes `bytes` out of the budget, if they fit.
    func take(_ bytes: Int, for camera: CameraID) throws(Refusal) {
        let refusal: Refusal? = self.state.withLock { state in
            guard state.used + bytes <= self.limit else { return .full }
            let used = state.cameras[camera, default: 0] + bytes
            guard used <= self.share else { return .shareTaken }
            state.used += bytes
            // Gone when it is nothing: cameras come and go with the configuration.
            state.cameras[camera] = used == 0 ? nil : used
            return nil
        }
        if let refusal { throw refusal }
    }

    func giveBack(_ bytes: Int, for camera: CameraID) {
        self.state.withLock { state in
            state.used -= bytes
            let rest = state.cameras[camera, default: 0] - bytes
            state.cameras[camera] = rest == 0 ? nil : rest
        }
    }
}
