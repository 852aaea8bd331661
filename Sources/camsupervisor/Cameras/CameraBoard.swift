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
    }

    private let entries: Mutex<[CameraID: Entry]>
    private let stopping = Atomic(false)
    /// The cameras in the order of the file.
    let order: [CameraID]

    init(_ entries: [Entry]) {
        self.order = entries.map(\.status.id)
        self.entries = Mutex(Dictionary(uniqueKeysWithValues: entries.map { ($0.status.id, $0) }))
    }

    subscript(id: CameraID) -> Entry? { self.entries.withLock { $0[id] } }

    /// All cameras in the order of the file.
    var all: [Entry] {
        let entries = self.entries.withLock { $0 }
        return self.order.compactMap { entries[$0] }
    }

    /// The service is about to end: who waits for a frame or a worker, waits in vain.
    var isStopping: Bool { self.stopping.load(ordering: .relaxed) }

    func publishStop() {
        self.stopping.store(true, ordering: .relaxed)
    }

    func publish(_ status: CameraStatus) {
        self.entries.withLock { $0[status.id]?.status = status }
    }

    func publish(connection: WorkerConnection, of id: CameraID) {
        self.entries.withLock { $0[id]?.connection = connection }
    }

    /// Takes the connection down, unless a newer one has taken its place.
    func withdraw(connection: WorkerConnection, of id: CameraID) {
        self.entries.withLock { if $0[id]?.connection === connection { $0[id]?.connection = nil } }
    }
}
