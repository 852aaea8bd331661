import Shared

/// A camera as an entity: what its state and attributes are made of, in Home Assistant's words.
struct CameraEntity: Sendable, Hashable {
    var camera: CameraID
    var name: String
    var state: CameraState
    /// Why it is not well.
    var reason: String?
    var isRecording = false
    /// Whether it is off by its own word: it is there, and can be told to make pictures again.
    var isTurnedOff = false
    var hasVideo = false
    /// What the platform adds, like push's `last_trip`.
    var platform: [String: String] = [:]
    var token: String
    /// Which of its worker's entities are shown.
    var choice: EntityChoice?

    /// Attributes that let whoever reads them see the pictures.
    static let secrets: Set = ["access_token", "entity_picture"]

    private static let motionDetection = "motion_detection"
    /// Whether it records: to its own storage, or what is uploaded of an event.
    private static let recording = "recording"
    /// Home Assistant's `CameraEntityFeature`.
    private static let onOff = 1
    private static let stream = 2

    /// `idle`, `streaming`, `recording` or `unavailable`.
    ///
    /// A camera that is stale is no picture to be had either. One that was turned off is there all the same, as in Home
    /// Assistant, whose proxy answers 503 for it.
    var text: String {
        let isRecording = self.isRecording || self.platform[Self.recording] == "on"
        switch self.state {
        case .off where self.isTurnedOff: return isRecording ? "recording" : "idle"
        case .offline, .refused, .off, .misconfigured, .stale: return EntityState.unavailable
        case .idle, .live: return isRecording ? "recording" : self.state == .live ? "streaming" : "idle"
        }
    }

    var attributes: [String: JSONValue] {
        var attributes: [String: JSONValue] = self.platform.mapValues { .text($0) }
        // Home Assistant says so when it is, and says nothing else.
        attributes[Self.motionDetection] = self.platform[Self.motionDetection] == "true" ? true : nil
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
            isTurnedOff: entry.status.isTurnedOff,
            hasVideo: entry.configuration?.source.stream != nil,
            platform: entry.status.attributes,
            token: token,
            choice: entry.configuration?.entities
        )
    }
}
