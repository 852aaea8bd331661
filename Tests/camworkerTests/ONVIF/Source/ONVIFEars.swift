import IPC
import Shared

@testable import camworker

/// What an ONVIF device's source has told.
final class ONVIFEars: PictureSink, MediaSink, EntitySink, ViewSink {
    /// Of one view above 0.
    final class Port: PictureSink, MediaSink {
        private(set) var state: StateReport?
        private(set) var pictures = 0
        let takesMedia = false

        func report(_ state: StateReport) { self.state = state }
        func count(bytes: Int, connections: Int) {}
        func publish(_ picture: Picture) { self.pictures += 1 }
        func send(_ item: MediaItem) {}
    }

    /// Bytes from the device.
    private(set) var bytes = 0
    private(set) var state: StateReport?
    /// All that it was, one after the other.
    private(set) var connections: [StateReport.Connection] = []
    private(set) var views: [ViewDeclaration] = []
    private(set) var ports: [UInt16: Port] = [:]
    private(set) var pictures = 0
    private(set) var results: [CallResult] = []
    private(set) var entities: [EntityDeclaration] = []
    private(set) var growing: [EntityDeclaration.Domain] = []
    /// The states of entities, by key.
    private(set) var states: [String: EntityStates.Change] = [:]
    private(set) var events: [CameraEvent] = []
    let takesMedia = false

    func report(_ state: StateReport) {
        self.state = state
        if self.connections.last != state.connection { self.connections.append(state.connection) }
    }

    func count(bytes: Int, connections: Int) { self.bytes += bytes }
    func publish(_ picture: Picture) { self.pictures += 1 }
    func send(_ item: MediaItem) {}
    func declare(_ entities: [EntityDeclaration], growing: [EntityDeclaration.Domain]) {
        (self.entities, self.growing) = (entities, growing)
    }
    func report(_ changes: [EntityStates.Change]) { for change in changes { self.states[change.key] = change } }
    func happened(_ event: CameraEvent) { self.events.append(event) }
    func answer(call sequence: UInt32, _ result: CallResult) { self.results.append(result) }
    func declare(_ views: [ViewDeclaration]) { self.views = views }

    func port(of view: UInt16) -> any PictureSink & MediaSink {
        let port = self.ports[view] ?? Port()
        self.ports[view] = port
        return port
    }
}
