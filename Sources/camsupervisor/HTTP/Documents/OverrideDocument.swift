import Shared

/// An override as the API shows it.
struct OverrideDocument: Codable, Sendable {
    /// `stopped` or `paused`.
    var kind: String
    var since: String
    var until: String?

    enum CodingKeys: String, CodingKey {
        case since, until
        case kind = "is"
    }

    init(_ override: CameraOverride) {
        self.kind = override.kind.rawValue
        self.since = "\(Timestamp(override.since))"
        self.until = override.until.map { "\(Timestamp($0))" }
    }
}

/// A camera after a command.
struct CommandedCamera: Encodable, Sendable {
    var camera: CameraDocument
    /// Whether a restart of the service will find it so.
    var isRemembered: Bool
    /// What its worker did when the command came; a quick one is running again when the answer is written.
    var phaseBefore: String

    private enum CodingKeys: String, CodingKey {
        case isRemembered = "remembered"
        case phaseBefore = "phase_before"
    }

    func encode(to encoder: any Encoder) throws {
        try self.camera.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.isRemembered, forKey: .isRemembered)
        try container.encode(self.phaseBefore, forKey: .phaseBefore)
    }
}
