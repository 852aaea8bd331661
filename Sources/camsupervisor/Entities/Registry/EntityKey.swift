import IPC
import Shared

/// What an entity is remembered by over restarts: its unique id.
struct EntityKey: Sendable, Hashable, Codable {
    var camera: CameraID
    var domain: EntityDeclaration.Domain
    /// ``EntityDeclaration/key``.
    var key: String
}
