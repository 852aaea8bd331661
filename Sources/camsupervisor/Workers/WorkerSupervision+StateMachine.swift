import IPC
import Shared

/// One camera's worker: when to spawn, when to call it dead, how to end it, how long to wait.
///
/// Pure: inputs carry the time, outputs are actions, and the shell (``Worker``) performs them.
///
/// `queued → starting → running → stopping → waiting → starting …`; `misconfigured` and `stopped` rest.
struct WorkerSupervision: Sendable {
    enum State: Sendable, Hashable {
        /// Its first start waits for its turn.
        case queued
        /// The operator wants no worker.
        case stopped
        /// Spawn asked for, or process up and no `ready` yet.
        case starting(since: MonotonicTime, greeted: Bool)
        case running(since: MonotonicTime)
        /// Told to end; what follows is in ``WorkerSupervision/afterStop``.
        case stopping(since: MonotonicTime, step: StopStep)
        case waiting(until: MonotonicTime)
        /// The worker said 78: no restart until the configuration changes or the operator asks.
        case misconfigured
    }

    enum StopStep: Sendable, Hashable {
        case askedToStop
        case terminating
        case killed
    }

    enum Action: Sendable, Hashable {
        case spawn(generation: UInt32)
        /// Send `stop` over the socket.
        case sendStop(generation: UInt32)
        /// End the process by signals: SIGTERM, patience, SIGKILL.
        case terminate(generation: UInt32)
        case kill(generation: UInt32)
        case sendPing(generation: UInt32, sequence: UInt32)
        /// The exit is on the record; say it in the log.
        case exited(reason: ExitReason, willRestartIn: Duration?)
    }

    /// Why a generation ended, in the operator's words.
    enum ExitReason: Sendable, Hashable {
        case asked
        case crashed(WorkerStatus)
        case hung
        case stale
        /// It used more memory than it may; the text says whose word that is.
        case outOfMemory(String)
        case noHello
        case notReady
        case protocolViolation(String)
        case command
        /// A reload: what it was started with has changed.
        case reconfigured
        case replaceMe
        case configuration
        case spawnFailed(String)
    }

    private enum AfterStop: Sendable, Hashable {
        case rest
        case restart
    }

    var parameters: Parameters
    private(set) var state: State = .queued
    private(set) var generation: UInt32 = 0
    /// Deaths in a row without a healthy minute between.
    private(set) var deaths = 0
    private(set) var restarts = 0
    /// Replacements the worker asked for, in a row without a healthy minute between.
    private var replacements = 0
    private var afterStop = AfterStop.rest
    private var pendingReason: ExitReason?
    private var pingSequence: UInt32 = 0
    private var lastPing = MonotonicTime(nanoseconds: 0)
    private var lastAnswer = MonotonicTime(nanoseconds: 0)
    private var runningSince: MonotonicTime?

    init(parameters: Parameters) {
        self.parameters = parameters
    }

    var isParked: Bool { self.deaths >= self.parameters.parkedAfter }

    // MARK: Commands

    mutating func start(at now: MonotonicTime) -> [Action] {
        switch self.state {
        case .queued, .stopped, .misconfigured, .waiting:
            self.deaths = 0
            return self.spawn(at: now)
        case .stopping:
            self.afterStop = .restart
            return []
        case .starting, .running:
            return []
        }
    }

    mutating func stop(at now: MonotonicTime) -> [Action] {
        self.afterStop = .rest
        // Who is switched off does not die any more.
        self.deaths = 0
        switch self.state {
        case .queued, .stopped, .misconfigured, .waiting:
            self.state = .stopped
            return []
        case .starting, .running:
            return self.beginStop(reason: .asked, at: now)
        case .stopping:
            return []
        }
    }

    /// A new process, whatever the state; also out of backoff and `misconfigured`.
    mutating func restart(because reason: ExitReason = .command, at now: MonotonicTime) -> [Action] {
        self.deaths = 0
        switch self.state {
        case .queued, .stopped, .misconfigured, .waiting:
            return self.spawn(at: now)
        case .starting, .running:
            self.afterStop = .restart
            return self.beginStop(reason: reason, at: now)
        case .stopping:
            self.afterStop = .restart
            return []
        }
    }

    /// Whether a process is to be there soon: it starts, or makes room for its successor.
    var isOnItsWay: Bool {
        switch self.state {
        case .starting: true
        case .stopping: self.afterStop == .restart
        case .queued, .stopped, .running, .waiting, .misconfigured: false
        }
    }

    // MARK: What the worker does

    mutating func greeted(generation: UInt32, at now: MonotonicTime) {
        guard generation == self.generation, case .starting(_, false) = self.state else { return }
        self.state = .starting(since: now, greeted: true)
    }

    mutating func ready(generation: UInt32, at now: MonotonicTime) {
        guard generation == self.generation, case .starting = self.state else { return }
        self.state = .running(since: now)
        self.runningSince = now
        self.lastPing = now
        self.lastAnswer = now
    }

    mutating func pong(generation: UInt32, at now: MonotonicTime) {
        guard generation == self.generation else { return }
        self.lastAnswer = now
    }

    /// The worker broke the protocol: it is killed, since nothing it says can be trusted.
    mutating func violated(generation: UInt32, _ error: String, at now: MonotonicTime) -> [Action] {
        self.condemn(generation: generation, reason: .protocolViolation(error), at: now)
    }

    /// Frames are wanted, the camera is said to be connected, and none came for 3 × `stale_after`.
    mutating func wentStale(generation: UInt32, at now: MonotonicTime) -> [Action] {
        guard case .running = self.state else { return [] }
        return self.condemn(generation: generation, reason: .stale, at: now)
    }

    /// It uses more memory than it may, and nothing else keeps it from that.
    mutating func ranOutOfMemory(generation: UInt32, _ words: String, at now: MonotonicTime) -> [Action] {
        self.condemn(generation: generation, reason: .outOfMemory(words), at: now)
    }

    /// The process is reaped, or never came to be (`status` nil).
    ///
    /// - Parameter outOfMemory: why, when its end was for want of memory and not our doing.
    mutating func exited(
        generation: UInt32,
        status: WorkerStatus?,
        failure: String? = nil,
        outOfMemory: String? = nil,
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) -> [Action] {
        guard generation == self.generation, self.hasProcess else { return [] }
        let reason = self.reason(for: status, failure: failure, outOfMemory: outOfMemory)
        let livedHealthily = self.runningSince.map { now.since($0) >= self.parameters.healthyAfter } ?? false
        let wasStopping = if case .stopping = self.state { true } else { false }
        let next = self.afterStop
        self.afterStop = .rest
        self.pendingReason = nil

        if wasStopping, next == .rest {
            self.state = .stopped
            return [.exited(reason: reason, willRestartIn: nil)]
        }
        if wasStopping, [.asked, .command, .reconfigured].contains(reason) {
            return [.exited(reason: reason, willRestartIn: .zero)] + self.spawn(at: now)
        }
        if reason == .configuration {
            self.state = .misconfigured
            return [.exited(reason: reason, willRestartIn: nil)]
        }
        if livedHealthily { self.replacements = 0 }
        if reason == .replaceMe, self.replacements < self.parameters.freeReplacements {
            self.replacements += 1
            return [.exited(reason: reason, willRestartIn: .zero)] + self.spawn(at: now)
        }
        self.deaths = livedHealthily ? 1 : self.deaths + 1
        let delay = self.parameters.backoff.delay(attempt: self.deaths, using: &generator)
        self.state = .waiting(until: now.advanced(by: delay))
        return [.exited(reason: reason, willRestartIn: delay)]
    }

    // MARK: Time

    /// When ``tick(at:)`` has something to do; `nil` when nothing is due.
    var deadline: MonotonicTime? {
        switch self.state {
        case .queued, .stopped, .misconfigured: nil
        case .starting(let since, false): since + self.parameters.helloTimeout
        case .starting(let since, true): since + self.parameters.readyTimeout
        // The end of its patience has a time of its own: it would be up to an interval late if only pings were due.
        case .running: min(self.lastPing + self.parameters.pingInterval, self.lastAnswer + self.parameters.pingTimeout)
        case .stopping(let since, .askedToStop): since + self.parameters.stopPatience
        case .stopping(let since, .terminating): since + self.parameters.termPatience
        case .stopping(_, .killed): nil
        case .waiting(let until): until
        }
    }

    /// - Parameter maySpawn: whether the fleet's spawn budget has room; when it has not, the start waits for the
    ///   next tick.
    mutating func tick(at now: MonotonicTime, maySpawn: Bool = true) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        // The host slept or we hung: every worker looks silent at once. Give them one interval to answer.
        let overslept = now.since(deadline) >= self.parameters.stallGuard
        switch self.state {
        case .queued, .stopped, .misconfigured, .stopping(_, .killed):
            return []
        case .starting(_, let greeted):
            if overslept {
                self.state = .starting(since: now, greeted: greeted)
                return []
            }
            return self.condemn(generation: self.generation, reason: greeted ? .notReady : .noHello, at: now)
        case .running:
            return self.pingDue(at: now, overslept: overslept)
        case .stopping(_, .askedToStop):
            self.state = .stopping(since: now, step: .terminating)
            return [.terminate(generation: self.generation)]
        case .stopping(_, .terminating):
            self.state = .stopping(since: now, step: .killed)
            return [.kill(generation: self.generation)]
        case .waiting:
            guard maySpawn else { return [] }
            self.restarts += 1
            return self.spawn(at: now)
        }
    }

    // MARK: -

    private mutating func spawn(at now: MonotonicTime) -> [Action] {
        self.generation += 1
        self.afterStop = .rest
        self.pendingReason = nil
        self.runningSince = nil
        self.state = .starting(since: now, greeted: false)
        return [.spawn(generation: self.generation)]
    }

    private mutating func beginStop(reason: ExitReason, at now: MonotonicTime) -> [Action] {
        self.pendingReason = reason
        self.state = .stopping(since: now, step: .askedToStop)
        return [.sendStop(generation: self.generation)]
    }

    /// Ends a worker that cannot be trusted or does not answer: no `stop`, no SIGTERM.
    private mutating func condemn(generation: UInt32, reason: ExitReason, at now: MonotonicTime) -> [Action] {
        guard generation == self.generation else { return [] }
        switch self.state {
        case .starting, .running:
            self.pendingReason = reason
            self.afterStop = .restart
            self.state = .stopping(since: now, step: .killed)
            return [.kill(generation: generation)]
        case .stopping(_, .askedToStop), .stopping(_, .terminating):
            self.state = .stopping(since: now, step: .killed)
            return [.kill(generation: generation)]
        case .queued, .stopped, .stopping(_, .killed), .waiting, .misconfigured:
            return []
        }
    }

    private mutating func pingDue(at now: MonotonicTime, overslept: Bool) -> [Action] {
        // Not only when it dies: a worker that lives well is not to be shown as parked.
        if let runningSince, now.since(runningSince) >= self.parameters.healthyAfter { self.deaths = 0 }
        if overslept {
            self.lastAnswer = now
        } else if now.since(self.lastAnswer) >= self.parameters.pingTimeout {
            return self.condemn(generation: self.generation, reason: .hung, at: now)
        }
        self.lastPing = now
        self.pingSequence &+= 1
        return [.sendPing(generation: self.generation, sequence: self.pingSequence)]
    }

    private func reason(for status: WorkerStatus?, failure: String?, outOfMemory: String?) -> ExitReason {
        if let failure { return .spawnFailed(failure) }
        if let pendingReason { return pendingReason }
        if let outOfMemory { return .outOfMemory(outOfMemory) }
        switch status {
        case .exited(WorkerExit.configuration.rawValue): return .configuration
        case .exited(WorkerExit.replaceMe.rawValue): return .replaceMe
        case .some(let status): return .crashed(status)
        case nil: return .spawnFailed("the process was never started")
        }
    }
}
