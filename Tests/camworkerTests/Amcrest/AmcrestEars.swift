import IPC
import Shared

@testable import camworker

/// What an Amcrest camera's source has told.
final class AmcrestEars: PictureSink, MediaSink, EntitySink {
    /// Bytes from the camera.
    private(set) var bytes = 0
    private(set) var state: StateReport?
    /// All that it was, one after the other.
    private(set) var connections: [StateReport.Connection] = []
    /// The states of entities, by key.
    private(set) var states: [String: EntityStates.Change] = [:]
    /// For the event bus, in order; those of event entities are beside them.
    private(set) var events: [CameraEvent] = []
    private(set) var results: [CallResult] = []
    private(set) var pictures = 0
    /// Connections that were opened, of the video too.
    private(set) var opened = 0

    func isOn(_ sensor: String) -> Bool? { self.states[sensor]?.state.map { $0 == "on" } }

    func report(_ state: StateReport) {
        self.state = state
        if self.connections.last != state.connection { self.connections.append(state.connection) }
    }

    func count(bytes: Int, connections: Int) {
        self.bytes += bytes
        self.opened += connections
    }

    func publish(_ picture: Picture) { self.pictures += 1 }

    let takesMedia = false

    func send(_ item: MediaItem) {}

    func declare(_ entities: [EntityDeclaration], growing: [EntityDeclaration.Domain]) {}

    func report(_ changes: [EntityStates.Change]) {
        for change in changes { self.states[change.key] = change }
    }

    func happened(_ event: CameraEvent) {
        if event.entity == nil { self.events.append(event) }
    }

    func answer(call sequence: UInt32, _ result: CallResult) { self.results.append(result) }
}
