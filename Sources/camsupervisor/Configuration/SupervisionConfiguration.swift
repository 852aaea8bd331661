/// `supervision:`: the numbers of the supervision state machine.
///
/// The defaults are what the service is built for; tests set others to be quick.
struct SupervisionConfiguration: Sendable, Hashable {
    /// Wait before the first restart after a healthy time.
    var firstRestartDelay: Duration = .zero
    /// Wait before the second; doubles from there.
    var initialBackoff: Duration = .seconds(1)
    /// No wait is longer (but for jitter).
    var maximumBackoff: Duration = .seconds(60)
    /// Share of each wait that is random, 0 to 1.
    var jitter: Double = 0.2
    /// A worker that ran this long starts again from `firstRestartDelay`.
    var healthyAfter: Duration = .seconds(60)
    /// Most restarts a second over all cameras; first starts are not counted.
    var restartsPerSecond: Int = 20
    /// Most first starts under way at once.
    var concurrentStarts: Int = 8
    var pingInterval: Duration = .seconds(3)
    /// A worker is dead when no ping of this long was answered.
    var pingTimeout: Duration = .seconds(9)
    /// Spawn to the worker's `hello`.
    var handshakeTimeout: Duration = .seconds(5)
    /// From `stop` to SIGTERM.
    var stopGrace: Duration = .seconds(1)
    /// From SIGTERM to SIGKILL.
    var terminateGrace: Duration = .seconds(4)
    /// A connected worker whose wanted frames are this many times `stale_after` old is restarted.
    var staleRestartFactor: Int = 3
    /// The user of the first camera's workers, where we are root; 0 for our own.
    var workerUIDBase: Int = WorkerUsers.usualBase
}
