import Shared

/// All views of all cameras; fixed once the configuration is applied.
struct FrameHub: Sendable {
    private let views: [ViewID: ViewHub]

    init(cameras: [CameraConfiguration]) {
        var views: [ViewID: ViewHub] = [:]
        for camera in cameras {
            let id = ViewID(camera: camera.id)
            if case .push(let push) = camera.source {
                views[id] = ViewHub(id: id, kept: .init(pictures: push.buffer))
            } else {
                views[id] = ViewHub(id: id)
            }
        }
        self.views = views
    }

    subscript(camera: CameraID) -> ViewHub? { self.views[ViewID(camera: camera)] }
}
