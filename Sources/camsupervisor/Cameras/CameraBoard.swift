import Shared
import Synchronization

/// Where the supervision publishes and the HTTP side reads: no request waits for an actor to learn how a camera is.
final class CameraBoard: Sendable {
    /// What HTTP needs of one camera.
    struct Entry: Sendable {
        /// `nil` when its configuration is wrong.
        var configuration: CameraConfiguration?
        var status: CameraStatus
        /// The running worker, once it is ready.
        var connection: WorkerConnection?
        /// As they stand in the file, without secrets.
        var options: [String: JSONValue] = [:]

        /// Whether it has video that can be had as media.
        var hasVideo: Bool { self.status.view?.hasMedia ?? (self.configuration?.source.stream != nil) }

        /// The camera itself, then each view above 0 that is shown.
        var withViews: [Entry] {
            [self] + self.status.views.filter(\.isEnabled).map { self.seen(through: $0) }
        }

        /// The same as it is for who looks at a view.
        func seen(through view: ViewStatus) -> Entry {
            var entry = self
            entry.status = self.status.seen(through: view)
            return entry
        }
    }

    private struct State {
        var entries: [CameraID: Entry]
        /// The cameras in the order of the file.
        var order: [CameraID]
        /// Workers of cameras that are gone from the file, until they are reaped.
        var leaving: [CameraID: Int32] = [:]
        /// The cameras of the shown views above 0, by these views' entities.
        var views: [EntityID: CameraID] = [:]

        init(_ entries: [Entry]) {
            self.order = entries.map(\.status.id)
            self.entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.status.id, $0) })
            for entry in entries { self.add(entry.status.views, of: entry.status.id) }
        }

        private mutating func add(_ views: [ViewStatus], of camera: CameraID) {
            for view in views where view.isEnabled { self.views[view.entity] = camera }
        }

        mutating func take(_ status: CameraStatus) {
            guard let before = self.entries[status.id]?.status else { return }
            self.entries[status.id]?.status = status
            for view in before.views { self.views[view.entity] = nil }
            self.add(status.views, of: status.id)
        }
    }

    private let state: Mutex<State>
    private let stopping = Atomic(false)

    init(_ entries: [Entry]) {
        self.state = Mutex(State(entries))
    }

    subscript(id: CameraID) -> Entry? { self.state.withLock { $0.entries[id] } }

    /// A camera, or a view of one that is shown; that of the camera's own name is the camera itself.
    subscript(entity: EntityID) -> Entry? {
        self.state.withLock { state in
            // A camera's own name comes first: it stands in the file.
            if entity.domain == "camera", let id = try? CameraID(String(entity.objectID)), let entry = state.entries[id]
            {
                return entry
            }
            guard let camera = state.views[entity], let entry = state.entries[camera],
                let view = entry.status.views.first(where: { $0.entity == entity })
            else { return nil }
            return entry.seen(through: view)
        }
    }

    /// What a path names: `front_door`, `camera.front_door`, or a view of it.
    subscript(named name: some StringProtocol) -> Entry? {
        self[EntityID(unchecked: name.hasPrefix("camera.") ? String(name) : "camera.\(name)")]
    }

    /// The camera that has a view by that name which is not shown.
    func cameraHiding(_ name: some StringProtocol) -> CameraID? {
        let entity = EntityID(unchecked: name.hasPrefix("camera.") ? String(name) : "camera.\(name)")
        return self.state.withLock { state in
            state.order.first { id in
                state.entries[id]?.status.views.contains { $0.entity == entity && !$0.isEnabled } == true
            }
        }
    }

    /// All cameras in the order of the file.
    var all: [Entry] {
        self.state.withLock { state in state.order.compactMap { state.entries[$0] } }
    }

    /// Takes the cameras of another configuration, all at once.
    ///
    /// Of one that was there, with or without another configuration, status and worker are kept; one whose configuration
    /// was wrong begins anew.
    func replace(with cameras: [ConfiguredCamera]) {
        self.state.withLock { state in
            let before = state
            state = State(
                cameras.map { camera in
                    guard var entry = before.entries[camera.id], entry.configuration != nil,
                        let configuration = camera.configuration
                    else { return Entry(camera) }
                    entry.configuration = configuration
                    entry.options = camera.options
                    entry.status.name = configuration.name
                    entry.status.platform = configuration.source.platform
                    return entry
                }
            )
            let pids = before.entries.filter { state.entries[$0.key] == nil }.compactMapValues(\.status.worker.pid)
            state.leaving = before.leaving.merging(pids) { $1 }
        }
    }

    /// The processes of all workers, those of removed cameras too.
    var workers: [(camera: CameraID, pid: Int32)] {
        self.state.withLock { state in
            let present = state.entries.compactMap { id, entry in entry.status.worker.pid.map { (id, $0) } }
            return present + state.leaving.map { ($0.key, $0.value) }
        }
    }

    /// A removed camera's worker came to life after all; it is being ended.
    func note(leaving camera: CameraID, pid: Int32) {
        self.state.withLock { $0.leaving[camera] = pid }
    }

    /// No process of a removed camera is left.
    func forgetLeaving(_ camera: CameraID) {
        self.state.withLock { $0.leaving[camera] = nil }
    }

    /// The service is about to end: who waits for a frame or a worker, waits in vain.
    var isStopping: Bool { self.stopping.load(ordering: .relaxed) }

    func publishStop() {
        self.stopping.store(true, ordering: .relaxed)
    }

    func publish(_ status: CameraStatus) {
        self.state.withLock { $0.take(status) }
    }

    func publish(connection: WorkerConnection, of id: CameraID) {
        self.state.withLock { $0.entries[id]?.connection = connection }
    }

    /// Takes the connection down, unless a newer one has taken its place.
    func withdraw(connection: WorkerConnection, of id: CameraID) {
        self.state.withLock { if $0.entries[id]?.connection === connection { $0.entries[id]?.connection = nil } }
    }
}
