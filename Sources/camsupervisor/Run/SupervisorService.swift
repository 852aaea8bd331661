import CLinux
import IPC
import Logging
import NIOCore
import NIOPosix
import Shared
import UnixSignals

/// The whole service from its configuration to its last worker's end.
struct SupervisorService: Sendable {
    /// How the service ended.
    enum Outcome: Int32 {
        case ok = 0
        case failed = 1
        case configuration = 78
    }

    let configurationPath: String
    let workerPath: String?
    /// Where what the operator commanded is remembered; `nil` for nowhere.
    let stateFolder: String?
    let logger: Logger
    /// What was logged, for `/api/error_log`.
    var recentLog = RecentLog()

    func run() async -> Outcome {
        // A viewer that leaves is an error of write(2), not the end of us.
        signal(SIGPIPE, SIG_IGN)
        let signals = Self.forwarded(await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup))
        let environment = ProcessEnvironment.variables
        let sockets: InheritedSockets
        do {
            sockets = try InheritedSockets.take()
        } catch {
            self.logger.log(.supervisorFailed, .critical, "the sockets systemd passed cannot be used: \(error)")
            return .failed
        }
        while true {
            let loaded = self.load(environment)
            for diagnostic in loaded.diagnostics {
                if diagnostic.severity == .error {
                    self.logger.log(.configurationError, .error, "\(diagnostic)")
                } else {
                    self.logger.log(.configurationWarning, .warning, "\(diagnostic)")
                }
            }
            guard let configuration = loaded.configuration else {
                // With inherited sockets an unusable file never ends the process: systemd would start it five
                // times and then fail the *socket*.
                guard !sockets.isEmpty else { return .configuration }
                let error = loaded.firstError.map { "\($0)" } ?? "the configuration is unusable"
                let standIn = RefusingService(
                    error: error,
                    sockets: sockets,
                    logger: self.logger,
                    load: { self.load(ProcessEnvironment.variables) },
                    switchedOff: {
                        self.stateFolder.map { OverrideFile(folder: $0).switchedOff(at: .now()) } ?? []
                    }
                )
                guard await standIn.run(until: signals) else { return .ok }
                continue
            }
            return await self.serve(configuration, sockets, signals)
        }
    }

    /// As a stream that may be listened to by one after the other: first while the service refuses, then while it serves.
    ///
    /// The sequence itself takes one listener in its life, and a second one was a trap.
    private static func forwarded(_ signals: UnixSignalsSequence) -> AsyncStream<UnixSignal> {
        let (stream, continuation) = AsyncStream.makeStream(of: UnixSignal.self)
        Task { for await signal in signals { continuation.yield(signal) } }
        return stream
    }

    private func load(_ environment: [String: String]) -> LoadedConfiguration {
        ConfigurationFile.load(path: self.configurationPath, environment: environment)
    }

    private func serve(
        _ configuration: Configuration,
        _ sockets: InheritedSockets,
        _ signals: AsyncStream<UnixSignal>
    ) async -> Outcome {
        do {
            let worker = try WorkerLocation.find(
                explicit: self.workerPath,
                ownExecutable: WorkerLocation.ownExecutable()
            )
            let assembly = Assembly(
                configuration: configuration,
                worker: worker,
                leaves: await WorkerLeaves.ofThisProcess(logger: self.logger),
                logger: self.logger,
                keeper: self.stateFolder.map { OverrideKeeper(folder: $0, logger: self.logger) },
                entityKeeper: self.stateFolder.map { EntityKeeper(folder: $0, logger: self.logger) },
                recentLog: self.recentLog,
                signingKey: SigningKey(folder: self.stateFolder, logger: self.logger)
            )
            try await assembly.run(sockets: sockets, signals: signals) {
                self.load(ProcessEnvironment.variables)
            }
            return .ok
        } catch {
            self.logger.log(.supervisorFailed, .critical, "\(error)")
            return .failed
        }
    }
}
