import IPC
import Shared

/// The cameras of the configuration, and how they are.
extension EntityHub {
    /// Takes the cameras of a configuration: those that are not among them are gone, with all their entities.
    func take(_ cameras: [CameraEntity], at now: WallTime = .now()) {
        let present = Set(cameras.map(\.camera))
        self.change(at: now) { state, changes, context in
            for camera in state.cameras.keys.sorted(by: { $0.slug < $1.slug }) where !present.contains(camera) {
                state.cameras[camera] = nil
                state.show(state.directory.remove(camera), &changes, context, at: now)
                state.remove(EntityID(of: camera), &changes, context, at: now)
                self.tokens.forget(camera)
            }
            for camera in cameras { state.show(camera, &changes, context, at: now) }
        }
    }

    /// How a camera is now; told once a second and whenever it changes.
    ///
    /// What it says of a camera that is not in the configuration is passed over.
    func update(_ camera: CameraEntity, at now: WallTime = .now()) {
        self.change(at: now) { state, changes, context in
            guard state.cameras[camera.camera] != nil else { return }
            state.show(camera, &changes, context, at: now)
        }
    }
}

extension EntityHub.State {
    fileprivate mutating func show(
        _ camera: CameraEntity,
        _ changes: inout EntityHub.Changes,
        _ context: EventContext,
        at now: WallTime
    ) {
        self.cameras[camera.camera] = camera
        self.set(
            EntityID(of: camera.camera),
            to: camera.text,
            camera.attributes,
            of: camera.camera,
            &changes,
            context,
            at: now
        )
        self.show(self.directory.add(camera.camera, named: camera.name), &changes, context, at: now)
        let shown = self.directory.camera(camera.camera, isAway: camera.state.isAway)
        self.show(shown, &changes, context, at: now)
    }
}
