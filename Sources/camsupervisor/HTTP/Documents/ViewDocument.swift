import IPC
import Shared

/// A view above 0 as its camera's document shows it; what is its worker's stands there.
///
/// Field names are part of the API; additions only.
struct ViewDocument: Codable, Sendable {
    /// What it is asked for by: `front_door_sub`.
    var id: String
    var name: String
    /// As its worker has it; the camera itself is 0.
    var number: UInt16
    /// A profile's token.
    var key: String
    /// Whether it is shown; else nothing can be asked of it until `entities:` of the camera enables it.
    var enabled: Bool
    var state: String
    var reason: String?
    /// Seconds; absent when there is no frame.
    var frameAge: Double?
    var frameSize: String?
    /// Of MJPEG.
    var viewers: Int
    /// Absent for a view without video.
    var media: MediaDocument?
    /// What is being recorded; absent when nothing is.
    var recordings: [RunningRecordingDocument]?

    /// Streams of all kinds that are watched.
    var watching: Int { self.viewers + (self.media.map { $0.viewers + $0.players } ?? 0) }

    enum CodingKeys: String, CodingKey {
        case id, name, number, key, enabled, state, reason, viewers, media, recordings
        case frameAge = "frame_age"
        case frameSize = "frame_size"
    }
}

extension ViewDocument {
    init(_ view: ViewStatus, _ whole: CameraDocument) {
        self.init(
            id: whole.id,
            name: whole.name,
            number: view.number,
            key: view.key,
            enabled: view.isEnabled,
            state: whole.state,
            reason: whole.reason,
            frameAge: whole.frameAge,
            frameSize: whole.frameSize,
            viewers: whole.viewers,
            media: whole.media,
            recordings: whole.recordings
        )
    }
}

extension FrontServices {
    /// - Parameters:
    ///   - entry: the camera as it is for who looks at the view.
    ///   - isWhole: whether who asks may know where files lie.
    func document(_ entry: CameraBoard.Entry, isWhole: Bool) -> ViewDocument {
        guard let view = entry.status.view else { preconditionFailure("callers look through a view") }
        var lean = entry
        lean.status.lastExits = []
        let whole = CameraDocument(
            lean,
            view: self.hub.view(of: entry),
            players: self.tickets.players(of: view.entity, at: .now()),
            recordings: self.recordings.progress(of: view.entity).map { .init($0, isWhole: isWhole) }
        )
        return ViewDocument(view, whole)
    }
}
