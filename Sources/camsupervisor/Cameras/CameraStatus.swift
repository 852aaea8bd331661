import IPC
import Shared

/// What is known of a camera right now: one snapshot, for the API, the page and `status`.
struct CameraStatus: Sendable {
    var id: CameraID
    var name: String
    var platform: String
    var state: CameraState = .idle
    /// What its worker says of the way to it.
    var connection = StateReport.Connection.idle
    /// Why it is not well, in words; without secrets.
    var reason: String?
    /// Why there is no video although it is wanted, of a camera that may be well otherwise; without secrets.
    var mediaReason: String?
    /// Whether it answers, although no picture of it is to be had.
    var isDeviceThere = false
    var stateSince: WallTime
    /// When the worker last said something of its camera, or died; a still that waits gives up on words newer than itself.
    var reportedAt = MonotonicTime(nanoseconds: 0)
    /// When the worker asks a camera that is away again, at the earliest; a `restart` asks at once.
    var retryAt: MonotonicTime?
    /// The operator's word that it is off, whatever the file says.
    var override: CameraOverride?
    var worker = WorkerSummary()
    /// What the platform adds, like push's `last_trip`.
    var attributes: [String: String] = [:]
    /// The attribute that says what of a camera does not work though its pictures may come: `events: …`.
    static let problemsAttribute = "problems"
    var lastExits: [LastExit] = []
    var totals = CameraTotals()
    /// Ends of workers that another one followed.
    var restartsByKind: [ExitKind: Int] = [:]
    /// Those above 0, in the order of their numbers.
    var views: [ViewStatus] = []
    /// The view that it is looked at through; `nil` for the camera itself.
    var view: ViewStatus?

    /// The worker's side of it.
    struct WorkerSummary: Sendable {
        var phase = WorkerSupervision.State.queued.word
        var pid: Int32?
        var generation: UInt32 = 0
        var startedAt: WallTime?
        /// The same by the clock that is never set.
        var runningSince: MonotonicTime?
        var restarts = 0
        var isParked = false
        /// When the next start is due.
        var restartAt: MonotonicTime?
        var stats: Stats?
        var statsAt: MonotonicTime?
        var confinement: [ConfinementLayer] = []
        var limits: [LimitInForce] = []
    }

    /// The entity that is looked at.
    var entity: EntityID { self.view?.entity ?? EntityID(of: self.id) }

    /// As it is called in URLs and words: `front_door`, or `front_door_sub` for a view.
    var slug: String { self.view.map { String($0.entity.objectID) } ?? self.id.slug }

    /// Whether the camera itself was told to make no pictures; its worker runs.
    var isTurnedOff: Bool { self.state == .off && self.connection == .off }

    /// Until something may change by itself, of a camera that is away: its worker's next start, or the worker's next try.
    func recovery(at now: MonotonicTime) -> Duration? {
        (self.worker.restartAt ?? self.retryAt).flatMap { $0 > now ? $0.since(now) : nil }
    }
}
