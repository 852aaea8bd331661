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

    private enum CodingKeys: String, CodingKey {
        case isRemembered = "remembered"
    }

    func encode(to encoder: any Encoder) throws {
        try self.camera.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.isRemembered, forKey: .isRemembered)
    }
}
