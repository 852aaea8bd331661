import IPC
import Shared

/// The cameras of the configuration, and how they are.
extension EntityHub {
    /// Words on one camera a second that are told; those between looks say seldom more than that it lives.
    static let wordsOfCamera = 5
    static let wordsOfCameraAtOnce = 20

    /// Takes the cameras of a configuration: those that are not among them are gone, with all their entities.
    func take(_ cameras: [CameraEntity], at now: WallTime = .now()) {
        let present = Set(cameras.map(\.camera))
        self.change(at: now) { state, changes, context in
            for camera in state.cameras.keys.sorted(by: { $0.slug < $1.slug }) where !present.contains(camera) {
                let views = state.cameras.removeValue(forKey: camera)?.entity.views ?? []
                for view in views { state.remove(view.entity, &changes, context, at: now) }
                state.show(state.directory.remove(camera, on: now), &changes, context, at: now)
                state.remove(EntityID(of: camera), &changes, context, at: now)
                self.tokens.forget(camera)
            }
            for camera in cameras { state.show(camera, &changes, context, at: now, .now()) }
            state.directory.settle()
        }
    }

    /// How a camera is now.
    ///
    /// What it says of a camera that is not in the configuration is passed over.
    ///
    /// - Parameters:
    ///   - isLook: it is told once a second in any case; what a worker's words change between is, some times a second.
    ///   - clock: what that is counted by.
    func update(
        _ camera: CameraEntity,
        isLook: Bool = false,
        at now: WallTime = .now(),
        clock: MonotonicTime = .now()
    ) {
        self.change(at: now) { state, changes, context in
            guard let known = state.cameras[camera.camera] else { return }
            guard isLook || (known.entity != camera && state.cameras[camera.camera]?.words.take(at: clock) == true)
            else { return }
            state.show(camera, &changes, context, at: now, clock)
        }
    }
}

extension EntityHub.State {
    mutating func show(
        _ camera: CameraEntity,
        _ changes: inout EntityHub.Changes,
        _ context: EventContext,
        at now: WallTime,
        _ clock: MonotonicTime
    ) {
        let before = self.cameras[camera.camera]?.entity.views ?? []
        self.cameras[camera.camera, default: EntityHub.ToldCamera(entity: camera)].entity = camera
        // A name that another camera has in the file is that camera's.
        let views = camera.views.filter { !self.isCamera($0.entity) }
        for view in before where !views.contains(where: { $0.entity == view.entity }) && !self.isCamera(view.entity) {
            self.remove(view.entity, &changes, context, at: now)
        }
        for seen in [camera] + views {
            self.set(seen.entity, to: seen.text, seen.attributes, of: camera.camera, &changes, context, at: now)
        }
        self.show(self.directory.add(camera.camera, named: camera.name), &changes, context, at: now)
        let shown = self.directory.camera(camera.camera, isAway: camera.isAway, at: clock)
        self.show(shown, &changes, context, at: now)
    }
}
