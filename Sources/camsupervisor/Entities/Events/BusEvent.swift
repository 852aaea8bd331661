import NIOCore
import Shared

/// Something that everybody who listens is told, written once for all of them.
struct BusEvent: Sendable {
    /// Counts all events of this run from 1.
    var number: UInt64
    /// Home Assistant's type: `state_changed`, or what a client fired.
    var type: String
    /// Whose it is; `nil` for what belongs to no camera.
    var camera: CameraID?
    /// As Home Assistant's event stream shows it.
    var json: ByteBuffer
}

/// An event before it has a number.
struct EventDraft: Sendable {
    static let stateChanged = "state_changed"
    /// Of a camera's own words; what kind of event it is stands in its data.
    static let cameraEvent = "camera_event"
    /// Told to a listener alone, in place of what it missed.
    static let eventsLost = "events_lost"

    /// The types that are ours.
    static let own: Set = [Self.stateChanged, Self.cameraEvent, Self.eventsLost]

    /// Where an event came from, in Home Assistant's words.
    enum Origin: String, Sendable {
        case local = "LOCAL"
        /// A client of the API fired it.
        case remote = "REMOTE"
    }

    var type: String
    var camera: CameraID?
    var time: WallTime
    private(set) var json: [UInt8]

    init(
        _ type: String,
        camera: CameraID?,
        origin: Origin = .local,
        context: EventContext,
        at time: WallTime,
        contents: (inout JSONWriter) -> Void
    ) {
        self.type = type
        self.camera = camera
        self.time = time
        var writer = JSONWriter(capacity: 1024)
        writer.raw("{\"event_type\":")
        writer.write(type)
        writer.raw(",\"data\":")
        contents(&writer)
        writer.raw(",\"origin\":\"")
        writer.raw(text: origin.rawValue)
        writer.raw("\",\"time_fired\":\"")
        writer.raw(time)
        writer.raw("\",\"context\":")
        context.write(to: &writer)
        writer.raw("}")
        self.json = writer.bytes
    }

    /// A state that is another now.
    init(_ change: StateMachine.Change, context: EventContext, at time: WallTime) {
        self.init(Self.stateChanged, camera: change.camera, context: context, at: time) { writer in
            writer.raw("{\"entity_id\":")
            writer.write(change.entity.text)
            writer.raw(",\"old_state\":")
            if let old = change.old { old.write(to: &writer) } else { writer.raw("null") }
            writer.raw(",\"new_state\":")
            if let new = change.new { new.write(to: &writer) } else { writer.raw("null") }
            writer.raw("}")
        }
    }
}
