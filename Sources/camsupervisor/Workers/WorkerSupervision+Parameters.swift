import Shared

extension WorkerSupervision {
    /// Every number of the state machine, so that tests set them.
    ///
    /// Defaults: design §8.
    struct Parameters: Sendable, Hashable {
        /// First restart at once, then 1, 2, 4 … 60 s.
        var backoff = Backoff(first: .zero, initial: .seconds(1), maximum: .seconds(60), jitter: 0.2)
        /// A worker that lived so long after `ready` is healthy: the next death counts as the first.
        var healthyAfter: Duration = .seconds(60)
        /// Spawned and no `hello`.
        var helloTimeout: Duration = .seconds(5)
        /// `hello` and no `ready`.
        var readyTimeout: Duration = .seconds(10)
        var pingInterval: Duration = .seconds(3)
        /// Dead when no ping of this span was answered.
        var pingTimeout: Duration = .seconds(9)
        /// Between `stop` and SIGTERM.
        var stopPatience: Duration = .seconds(1)
        /// Between SIGTERM and SIGKILL.
        var termPatience: Duration = .seconds(4)
        /// Deaths in a row after which the camera is called *parked*.
        ///
        /// It is never given up.
        var parkedAfter = 5
        /// Replacements a worker may ask for (exit 75) in a row before they count as deaths: it learns the ports of its
        /// streams, its events and a redirect, each once; one that asks for ever must not be spawned for ever.
        var freeReplacements = 3
        /// Times `stale_after` that a connected worker may be without a wanted frame, at least (``Freshness``).
        var staleRestartFactor = 3
        /// A tick that comes so late means that the host slept or we hung: one pass is
        /// skipped.
        var stallGuard: Duration = .seconds(5)
    }
}
