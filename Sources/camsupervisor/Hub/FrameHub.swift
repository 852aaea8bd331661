import Shared
import Synchronization

/// All views of all cameras.
///
/// A camera keeps its view, and so its viewers, over workers and reloads.
final class FrameHub: Sendable {
    private struct State {
        var views: [ViewID: ViewHub] = [:]
        /// Views that were removed.
        var removed: UInt64 = 0
        var hls: HLSConfiguration
    }

    /// Versions that a view may count before it meets those of a later one: four years at 30 frames a second.
    private static let versionsOfView: UInt64 = 1 << 32

    private let state: Mutex<State>
    /// Of all views together.
    let budget: HubBudget

    init(
        cameras: [CameraConfiguration],
        hls: HLSConfiguration = HLSConfiguration(),
        budget: HubBudget = HubBudget()
    ) {
        self.budget = budget
        self.state = Mutex(State(hls: hls))
        for camera in cameras { self.adopt(camera) }
    }

    subscript(camera: CameraID) -> ViewHub? { self.state.withLock { $0.views[ViewID(camera: camera)] } }

    /// The view of a camera, new or there already, with room for the pictures that its configuration wants kept.
    @discardableResult
    func adopt(_ camera: CameraConfiguration) -> ViewHub {
        let id = ViewID(camera: camera.id)
        var limits = ViewHub.StateMachine.KeptLimits(pictures: 0)
        if case .push(let push) = camera.source { limits.pictures = push.buffer }
        let (view, hls) = self.state.withLock { state in
            if let view = state.views[id] { return (view, state.hls) }
            // A version names one picture of a camera for as long as we run, also when the camera went and another came:
            // by it browsers and we ourselves know what they have.
            let view = ViewHub(
                id: id,
                kept: limits,
                firstVersion: 1 + state.removed * Self.versionsOfView,
                budget: self.budget
            )
            state.views[id] = view
            return (view, state.hls)
        }
        view.keep(limits)
        view.media.change(MediaSettings(of: camera, hls))
        return view
    }

    /// Forgets a camera; who still holds its view gets nothing any more.
    func remove(_ camera: CameraID) {
        let removed = self.state.withLock { state in
            let view = state.views.removeValue(forKey: ViewID(camera: camera))
            if view != nil { state.removed += 1 }
            return view
        }
        removed?.media.end()
    }

    /// How video is cut from now on, of cameras that are adopted from now on.
    func cut(_ hls: HLSConfiguration) {
        self.state.withLock { $0.hls = hls }
    }
}
