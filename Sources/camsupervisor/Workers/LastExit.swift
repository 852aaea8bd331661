import IPC
import Shared

/// How one generation of a worker ended; the last five of each camera are kept.
struct LastExit: Sendable, Hashable {
    /// Exits kept per camera (design §8).
    static let kept = 5

    var generation: UInt32
    var pid: Int32?
    var at: WallTime
    var reason: WorkerSupervision.ExitReason
    var status: WorkerStatus?
    var uptime: Duration
    /// The worker's last word on what it used; up to a second older than its death.
    var stats: Stats?
    /// How much older.
    var statsAge: Duration?
    /// The end of its log, redacted.
    var log: [String]
}
