import HTTPTypes
import Shared

/// `homeassistant.update_entity` of a camera.
extension ServiceRunner {
    /// Has the camera make a picture now, of the view that is meant.
    func refresh(as entity: EntityID) async -> ServiceOutcome {
        func outcome(_ status: Int, _ reason: String) -> ServiceOutcome {
            ServiceOutcome(entity: entity, status: status, reason: reason)
        }
        guard let entry = self.services.board[entity] else { return outcome(404, "it is gone") }
        if case .push? = entry.configuration?.source {
            return outcome(501, "its pictures are uploaded: nobody can ask for one")
        }
        do throws(Problem) {
            _ = try await self.services.stills.still(of: entry, for: .fresh, on: self.eventLoop)
            return outcome(200, "done")
        } catch {
            return outcome(error.status.code, error.detail)
        }
    }
}
