import IPC
import Shared

extension EntityHub {
    /// A button was pressed and its worker has done what it is for: its state is when that was, as in Home Assistant.
    func pressed(_ id: EntityID, at now: WallTime = .now()) {
        self.change(at: now) { state, changes, context in
            state.show(state.directory.press(id, at: now), &changes, context, at: now)
        }
    }
}
