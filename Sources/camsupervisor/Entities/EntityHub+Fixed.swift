import IPC
import Logging
import Shared

/// States of the configuration.
extension EntityHub {
    /// ``takeFixed(_:at:)``, and a line of the log for each that is passed over.
    func takeFixed(_ states: [FixedState], logger: Logger) {
        for trouble in self.takeFixed(states) { logger.log(.fixedStatePassedOver, .warning, "\(trouble)") }
    }

    /// Takes those of a configuration; those that came by one before and are not among them are gone.
    ///
    /// What a client has set over one of them is over with that.
    ///
    /// - Returns: those that are not in force.
    @discardableResult
    func takeFixed(_ states: [FixedState], at now: WallTime = .now()) -> [FixedStateTrouble] {
        let present = Set(states.map(\.entity))
        return self.change(at: now) { state, changes, context in
            var troubles: [FixedStateTrouble] = []
            for id in state.fixed.sorted(by: { $0.text < $1.text }) where !present.contains(id) && !state.isOwned(id) {
                state.remove(id, &changes, context, at: now)
            }
            state.fixed = []
            for fixed in states {
                // A camera's entity that had the id before keeps it, and what its worker says counts.
                guard !state.isOwned(fixed.entity) else {
                    let camera = state.machine[fixed.entity]?.camera
                    troubles.append(FixedStateTrouble(entity: fixed.entity, reason: .isOwned(by: camera)))
                    continue
                }
                let outcome = state.set(
                    fixed.entity,
                    to: fixed.state,
                    fixed.attributes,
                    of: nil,
                    &changes,
                    context,
                    at: now
                )
                if outcome == .full { troubles.append(FixedStateTrouble(entity: fixed.entity, reason: .full)) }
                state.fixed.insert(fixed.entity)
            }
            return troubles
        }
    }
}

extension EntityHub.State {
    /// Whether an id is a camera's, or of what its worker has declared.
    fileprivate func isOwned(_ id: EntityID) -> Bool {
        self.directory.owner(of: id) != nil || self.machine[id]?.camera != nil
    }
}
