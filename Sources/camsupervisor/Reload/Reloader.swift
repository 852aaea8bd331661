import Logging
import NIOPosix
import Shared

/// Reads the configuration again and has the difference applied: one reload after the other, all or nothing.
actor Reloader {
    /// Cameras named per action in a log line.
    private static let namedInLog = 10

    /// What the running service offers for it.
    struct Service: Sendable {
        /// Cameras that the operator switched off, and those whose worker refused its configuration.
        var resting: @Sendable () async -> (off: Set<CameraID>, refusing: Set<CameraID>)
        /// Puts a configuration in force; when it throws, everything is as it was before.
        var apply: @Sendable (_ old: Configuration, _ new: Configuration, ReloadPlan) async throws -> Void
        /// Notes what came of each.
        var count: @Sendable (ReloadOutcome) -> Void = { _ in }
    }

    nonisolated private let executor: EventLoopExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    private let load: @Sendable () -> LoadedConfiguration
    private let sockets: InheritedSockets
    private let service: Service
    private let logger: Logger
    private let notifier: Notifier
    private var configuration: Configuration
    /// The reload that is under way, or was the last.
    private var last: Task<ReloadOutcome, Never>?
    private var isEnding = false
    /// While files are read.
    private var giveUpLoading: (() -> Void)?

    init(
        configuration: Configuration,
        load: @escaping @Sendable () -> LoadedConfiguration,
        sockets: InheritedSockets,
        service: Service,
        executor: EventLoopExecutor,
        logger: Logger,
        notifier: Notifier = Notifier()
    ) {
        self.configuration = configuration
        self.load = load
        self.sockets = sockets
        self.service = service
        self.executor = executor
        self.logger = logger
        self.notifier = notifier
    }

    /// Reloads, after any reload that is under way: the file may have changed since that one read it.
    @discardableResult
    func reload(isDryRun: Bool = false) async -> ReloadOutcome {
        let previous = self.last
        let task = Task {
            _ = await previous?.value
            return await self.next(isDryRun: isDryRun)
        }
        self.last = task
        return await task.value
    }

    /// No reload begins any more; returns when none is under way, at once while files are read.
    func end() async {
        self.isEnding = true
        self.giveUpLoading?()
        _ = await self.last?.value
    }

    private func next(isDryRun: Bool) async -> ReloadOutcome {
        guard !self.isEnding else { return .shuttingDown }
        if isDryRun {
            switch await self.plan() {
            case .failure(let failure): return failure.outcome
            case .success(let next): return .done(next.plan, isDryRun: true, warnings: next.warnings)
            }
        }
        self.notifier.reloading()
        let outcome = await self.planAndApply()
        self.say(outcome)
        self.service.count(outcome)
        // The service manager has been told that we stop, and is not told otherwise.
        if !self.isEnding { self.notifier.ready(status: self.status(after: outcome)) }
        return outcome
    }

    /// A file without errors, and what it would change.
    private struct Next {
        var configuration: Configuration
        var plan: ReloadPlan
        var warnings: [Diagnostic]
    }

    private struct NoPlan: Error {
        var outcome: ReloadOutcome
    }

    private func plan() async -> Result<Next, NoPlan> {
        guard let loaded = await self.loaded() else { return .failure(NoPlan(outcome: .shuttingDown)) }
        guard loaded.isFlawless, let configuration = loaded.configuration else {
            return .failure(NoPlan(outcome: .invalid(loaded.diagnostics.filter { $0.severity == .error })))
        }
        let (off, refusing) = await self.service.resting()
        let plan = ReloadPlan(
            from: self.configuration,
            to: configuration,
            off: off,
            refusing: refusing,
            sockets: self.sockets
        )
        return .success(Next(configuration: configuration, plan: plan, warnings: loaded.diagnostics))
    }

    /// `nil` when the service ends meanwhile: a file on a server that has gone away may never be read to its end.
    private func loaded() async -> LoadedConfiguration? {
        let (results, sender) = AsyncStream.makeStream(of: LoadedConfiguration.self)
        self.giveUpLoading = { sender.finish() }
        defer { self.giveUpLoading = nil }
        // Files are read and checked elsewhere: this thread supervises.
        Task { [load] in
            if let loaded = try? await NIOThreadPool.singleton.runIfActive(load) { sender.yield(loaded) }
            sender.finish()
        }
        return await results.first { _ in true }
    }

    private func planAndApply() async -> ReloadOutcome {
        let next: Next
        switch await self.plan() {
        case .failure(let failure): return failure.outcome
        case .success(let success): next = success
        }
        // From here on it is all or nothing, and the end waits for it.
        guard !self.isEnding else { return .shuttingDown }
        do {
            try await self.service.apply(self.configuration, next.configuration, next.plan)
        } catch {
            return .impossible("\(error)")
        }
        self.configuration = next.configuration
        return .done(next.plan, isDryRun: false, warnings: next.warnings)
    }

    private func say(_ outcome: ReloadOutcome) {
        switch outcome {
        case .done(let plan, _, let warnings):
            for warning in warnings { self.logger.log(.configurationWarning, .warning, "\(warning)") }
            self.logger.log(.reloaded, .notice, "reloaded: \(plan.text(naming: Self.namedInLog))")
        case .invalid(let errors):
            for error in errors { self.logger.log(.configurationError, .error, "\(error)") }
            self.logger.log(.notReloaded, .error, "not reloaded, nothing was changed: the file has errors")
        case .impossible(let reason):
            self.logger.log(.notReloaded, .error, "not reloaded, nothing was changed: \(reason)")
        case .shuttingDown:
            break
        }
    }

    private func status(after outcome: ReloadOutcome) -> String {
        let cameras = self.configuration.camerasInWords
        switch outcome {
        case .done, .shuttingDown: return cameras
        case .invalid(let errors): return "\(cameras); not reloaded: \(errors.first.map { "\($0)" } ?? "errors")"
        case .impossible(let reason): return "\(cameras); not reloaded: \(reason)"
        }
    }
}

extension Configuration {
    /// `1 camera`, `14 cameras`.
    var camerasInWords: String { "\(self.cameras.count) \(self.cameras.count == 1 ? "camera" : "cameras")" }
}
