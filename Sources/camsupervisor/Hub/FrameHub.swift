import Shared
import Synchronization

/// All views of all cameras.
///
/// A camera keeps its view, and so its viewers, over workers and reloads.
final class FrameHub: Sendable {
    private let views: Mutex<[ViewID: ViewHub]>

    init(cameras: [CameraConfiguration]) {
        self.views = Mutex([:])
        for camera in cameras { self.adopt(camera) }
    }

    subscript(camera: CameraID) -> ViewHub? { self.views.withLock { $0[ViewID(camera: camera)] } }

    /// The view of a camera, new or there already, with room for the pictures that its configuration wants kept.
    @discardableResult
    func adopt(_ camera: CameraConfiguration) -> ViewHub {
        let id = ViewID(camera: camera.id)
        var limits = ViewHub.StateMachine.KeptLimits(pictures: 0)
        if case .push(let push) = camera.source { limits.pictures = push.buffer }
        let view = self.views.withLock { views in
            if let view = views[id] { return view }
            let view = ViewHub(id: id, kept: limits)
            views[id] = view
            return view
        }
        view.keep(limits)
        return view
    }

    /// Forgets a camera; who still holds its view gets nothing any more.
    func remove(_ camera: CameraID) {
        self.views.withLock { $0[ViewID(camera: camera)] = nil }
    }
}
