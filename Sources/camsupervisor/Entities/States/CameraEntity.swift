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
    /// Whether it answers, although no picture of it is to be had.
    var isDeviceThere = false
    /// What the platform adds, like push's `last_trip`.
    var platform: [String: String] = [:]
    var token: String
    /// Which of its worker's entities are shown.
    var choice: EntityChoice?
    /// Its views above 0 that are shown, as entities of their own.
    var views: [CameraEntity] = []
    /// Where this is one of them, its own id.
    var view: EntityID?

    var entity: EntityID { self.view ?? EntityID(of: self.camera) }

    /// Whether its switches and sensors cannot be had.
    var isAway: Bool { self.state.isWhollyAway(isDeviceThere: self.isDeviceThere) }

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
        attributes["entity_picture"] = .text("/api/camera_proxy/\(self.entity)?token=\(self.token)")
        attributes["friendly_name"] = .text(self.name)
        attributes["supported_features"] = .integer(Self.onOff + (self.hasVideo ? Self.stream : 0))
        attributes["camera_state"] = .text(self.state.rawValue)
        if self.hasVideo { attributes["frontend_stream_type"] = "hls" }
        if let reason { attributes["reason"] = .text(reason) }
        return attributes
    }
}

extension CameraEntity {
    /// - Parameter isRecording: whether what is seen by an entity is being recorded.
    init(_ entry: CameraBoard.Entry, isRecording: (EntityID) -> Bool, token: String) {
        let status = entry.status
        self.init(
            camera: status.id,
            name: status.name,
            state: status.state,
            reason: status.reason,
            isRecording: isRecording(status.entity),
            isTurnedOff: status.isTurnedOff,
            hasVideo: entry.hasVideo,
            isDeviceThere: status.isDeviceThere,
            platform: status.attributes,
            token: token,
            choice: entry.configuration?.entities,
            views: status.views.filter(\.isEnabled).map {
                CameraEntity(entry.seen(through: $0), isRecording: isRecording, token: token)
            },
            view: status.view?.entity
        )
    }
}
