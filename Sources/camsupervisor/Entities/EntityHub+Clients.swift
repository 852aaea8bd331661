import IPC
import Shared

/// What clients set and fire.
extension EntityHub {
    /// What became of setting a state.
    enum Setting: Sendable {
        /// - isNew: there was none before.
        case done(EntityState, isNew: Bool)
        case full
    }

    /// Sets a state as Home Assistant's API does: of any entity, until whoever it belongs to says something else.
    func set(
        _ id: EntityID,
        to text: String,
        attributes: [String: JSONValue],
        isForced: Bool,
        at now: WallTime = .now()
    ) -> Setting {
        self.change(at: now) { state, changes, context in
            let before = state.machine[id]
            let outcome = state.set(
                id,
                to: text,
                attributes,
                isForced: isForced,
                of: before?.camera,
                &changes,
                context,
                at: now
            )
            guard outcome != .full, let after = state.machine[id] else { return .full }
            return .done(after, isNew: before == nil)
        }
    }

    /// Removes a state; a camera's, a view's, and what its worker has declared, comes back at once, as it was told last.
    ///
    /// - Returns: whether there was one.
    func remove(_ id: EntityID, at now: WallTime = .now()) -> Bool {
        self.change(at: now) { state, changes, context in
            guard state.remove(id, &changes, context, at: now) else { return false }
            if let shown = state.directory.shown(id) { state.show([shown], &changes, context, at: now) }
            let cameras = state.cameras.values.lazy.map(\.entity)
            // An id that is a camera's own is no view's.
            let shower =
                cameras.first { EntityID(of: $0.camera) == id }
                ?? cameras.first { $0.views.contains { $0.entity == id } }
            if let camera = shower {
                state.show(camera, &changes, context, at: now, .now())
            }
            return true
        }
    }

    func fire(_ type: String, _ contents: [String: JSONValue], at now: WallTime = .now()) {
        self.change(at: now) { _, changes, context in
            changes.add(
                EventDraft(type, camera: nil, origin: .remote, context: context, at: now) { $0.write(contents) }
            )
        }
    }
}
