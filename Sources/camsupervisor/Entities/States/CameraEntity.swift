import Shared

/// A camera as an entity: what its state and attributes are made of, in Home Assistant's words.
struct CameraEntity: Sendable, Hashable {
    var camera: CameraID
    var name: String
    var state: CameraState
    /// Why it is not well.
    var reason: String?
    var isRecording = false
    var hasVideo = false
    /// What the platform adds, like push's `last_trip`.
    var platform: [String: String] = [:]
    var token: String

    /// Home Assistant's `CameraEntityFeature`.
    private static let onOff = 1
    private static let stream = 2

    /// `idle`, `streaming`, `recording` or `unavailable`.
    ///
    /// A camera that is stale is no picture to be had either.
    var text: String {
        switch self.state {
        case .offline, .refused, .off, .misconfigured, .stale: EntityState.unavailable
        case .idle, .live: self.isRecording ? "recording" : self.state == .live ? "streaming" : "idle"
        }
    }

    var attributes: [String: JSONValue] {
        var attributes: [String: JSONValue] = self.platform.mapValues { .text($0) }
        attributes["access_token"] = .text(self.token)
        attributes["entity_picture"] = .text("/api/camera_proxy/\(EntityID(of: self.camera))?token=\(self.token)")
        attributes["friendly_name"] = .text(self.name)
        attributes["supported_features"] = .integer(Self.onOff + (self.hasVideo ? Self.stream : 0))
        attributes["camera_state"] = .text(self.state.rawValue)
        if self.hasVideo { attributes["frontend_stream_type"] = "hls" }
        if let reason { attributes["reason"] = .text(reason) }
        return attributes
    }
}

extension CameraEntity {
    init(_ entry: CameraBoard.Entry, isRecording: Bool, token: String) {
        self.init(
            camera: entry.status.id,
            name: entry.status.name,
            state: entry.status.state,
            reason: entry.status.reason,
            isRecording: isRecording,
            hasVideo: entry.configuration?.source.stream != nil,
            platform: entry.status.attributes,
            token: token
        )
    }
}
