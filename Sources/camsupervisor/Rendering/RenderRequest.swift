import Shared

/// A template of a client, and what it may see.
struct RenderRequest: Sendable {
    /// Not looked at here: only a worker reads it.
    var template: String
    var variables: [String: JSONValue] = [:]
    /// Entities that the template finds under names of their own.
    var objects: [String: EntityID] = [:]
    /// Whose states it may ask for.
    var scope: AccessScope
    var asker: RenderSlots.Asker
}
