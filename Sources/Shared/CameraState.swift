/// What the operator is told about a camera (docs/glossary.md).
package enum CameraState: String, Sendable, Codable, CaseIterable {
    /// Nothing wrong is known and nobody asks.
    case idle
    /// Frames are wanted and fresh.
    case live
    /// Frames are wanted and none younger than `stale_after` came.
    case stale
    /// The camera cannot be reached.
    case offline
    /// The camera refused our credentials.
    case refused
    /// Switched off by the operator: its worker, or of a camera that can be turned off its own pictures.
    case off
    /// Its configuration is wrong.
    case misconfigured
}
