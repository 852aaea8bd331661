/// `supervision:`.
enum SupervisionSection {
    private static let standard = SupervisionConfiguration()
    /// Long enough for any deployment, short enough that no sum of them overflows.
    private static let fromZero = Duration.zero...Duration.seconds(3600)
    private static let overZero = Duration.milliseconds(10)...Duration.seconds(3600)

    static let firstRestartDelay = period(
        "first_restart_delay",
        fromZero,
        standard.firstRestartDelay,
        "Wait before a healthy worker's restart."
    )
    static let initialBackoff = period(
        "initial_backoff",
        overZero,
        standard.initialBackoff,
        "Wait before the second restart; doubles from there."
    )
    static let maximumBackoff = period(
        "maximum_backoff",
        overZero,
        standard.maximumBackoff,
        "No wait grows longer than this."
    )
    static let jitter = DefaultedOption(
        "jitter",
        .number(0...1, "a number from 0 to 1"),
        default: standard.jitter,
        shown: "\(standard.jitter)",
        "Share of each wait that is random, so that cameras do not restart in step."
    )
    static let healthyAfter = period(
        "healthy_after",
        overZero,
        standard.healthyAfter,
        "A worker that ran this long starts over without backoff."
    )
    static let restartsPerSecond = DefaultedOption(
        "restarts_per_second",
        .integer(1...1000),
        default: standard.restartsPerSecond,
        shown: "\(standard.restartsPerSecond)",
        "Most restarts a second over all cameras."
    )
    static let concurrentStarts = DefaultedOption(
        "concurrent_starts",
        .integer(1...1000),
        default: standard.concurrentStarts,
        shown: "\(standard.concurrentStarts)",
        "Most first starts, and replacements of a reload, under way at once."
    )
    static let pingInterval = period("ping_interval", overZero, standard.pingInterval, "Time between two pings.")
    static let pingTimeout = period(
        "ping_timeout",
        overZero,
        standard.pingTimeout,
        "A worker that answered no ping of this long is replaced."
    )
    static let handshakeTimeout = period(
        "handshake_timeout",
        overZero,
        standard.handshakeTimeout,
        "Most time from a worker's start to its `hello`."
    )
    static let stopGrace = period("stop_grace", fromZero, standard.stopGrace, "From `stop` to SIGTERM.")
    static let terminateGrace = period("terminate_grace", fromZero, standard.terminateGrace, "From SIGTERM to SIGKILL.")
    static let staleRestartFactor = DefaultedOption(
        "stale_restart_factor",
        .integer(1...1000),
        default: standard.staleRestartFactor,
        shown: "\(standard.staleRestartFactor)",
        "A connected worker that leaves somebody waiting for this many times `stale_after`, at least 30 s, is replaced."
    )
    static let workerUIDBase = DefaultedOption(
        "worker_uid_base",
        .integer(0...2_000_000_000),
        default: standard.workerUIDBase,
        shown: "\(standard.workerUIDBase)",
        "Started as root, each camera's worker gets a user of its own from this number on; 0: none does."
    )

    static let table = OptionTable(
        "supervision",
        [
            firstRestartDelay.description, initialBackoff.description, maximumBackoff.description, jitter.description,
            healthyAfter.description, restartsPerSecond.description, concurrentStarts.description,
            pingInterval.description, pingTimeout.description, handshakeTimeout.description, stopGrace.description,
            terminateGrace.description, staleRestartFactor.description, workerUIDBase.description,
        ]
    )

    static func decode(_ node: Node, _ report: inout Report) -> SupervisionConfiguration {
        guard let section = Section(node, table: table, &report) else { return standard }
        let configuration = SupervisionConfiguration(
            firstRestartDelay: section.value(firstRestartDelay, &report),
            initialBackoff: section.value(initialBackoff, &report),
            maximumBackoff: section.value(maximumBackoff, &report),
            jitter: section.value(jitter, &report),
            healthyAfter: section.value(healthyAfter, &report),
            restartsPerSecond: section.value(restartsPerSecond, &report),
            concurrentStarts: section.value(concurrentStarts, &report),
            pingInterval: section.value(pingInterval, &report),
            pingTimeout: section.value(pingTimeout, &report),
            handshakeTimeout: section.value(handshakeTimeout, &report),
            stopGrace: section.value(stopGrace, &report),
            terminateGrace: section.value(terminateGrace, &report),
            staleRestartFactor: section.value(staleRestartFactor, &report),
            workerUIDBase: section.value(workerUIDBase, &report)
        )
        Self.compare(configuration, section, &report)
        return configuration
    }

    private static func compare(
        _ configuration: SupervisionConfiguration,
        _ section: Section,
        _ report: inout Report
    ) {
        if configuration.initialBackoff > configuration.maximumBackoff {
            report.error(
                "'initial_backoff' must not be longer than 'maximum_backoff' "
                    + "(\(TimePeriod.shown(configuration.maximumBackoff)))",
                at: section.location(of: initialBackoff.description)
            )
        }
        if configuration.pingTimeout <= configuration.pingInterval {
            report.error(
                "'ping_timeout' must be longer than 'ping_interval' (\(TimePeriod.shown(configuration.pingInterval)))",
                at: section.location(of: pingTimeout.description)
            )
        }
    }

    private static func period(
        _ key: String,
        _ range: ClosedRange<Duration>,
        _ fallback: Duration,
        _ summary: String
    ) -> DefaultedOption<Duration> {
        DefaultedOption(key, .period(range), default: fallback, shown: TimePeriod.shown(fallback), summary)
    }
}
