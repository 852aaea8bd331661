import ArgumentParser
import Logging

/// `camsupervisor run`: the service itself.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the supervisor in the foreground.",
        discussion: "Ends with SIGTERM or SIGINT. Exits 78 when the configuration is unusable."
    )

    @OptionGroup var file: ConfigurationOption

    @Option(help: "The camworker program, when it is not beside this one.", completion: .file())
    var worker: String?

    @Option(
        help: "The folder in which stopped and paused cameras are remembered; $STATE_DIRECTORY when systemd names one.",
        completion: .directory
    )
    var state: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    @Option(help: "text, logfmt or json; by itself text, and journal fields under systemd.")
    var logFormat: LogFormat?

    /// `StateDirectory=` may name several; the first is ours.
    private static var systemdFolder: String? {
        ProcessEnvironment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
    }

    func run() async throws {
        guard let level = Logger.Level(rawValue: self.logLevel) else {
            throw ValidationError("--log-level takes one of \(Logger.Level.allCases.map(\.rawValue))")
        }
        let sink = LogSink.chosen(format: self.logFormat, journalStream: ProcessEnvironment["JOURNAL_STREAM"])
        let recent = RecentLog()
        LoggingSystem.bootstrap { _ in RecordLogHandler(level: level, sink: sink, recent: recent) }
        let service = SupervisorService(
            configurationPath: self.file.path,
            workerPath: self.worker,
            stateFolder: self.state ?? Self.systemdFolder,
            logger: Logger(label: "camsupervisor"),
            recentLog: recent
        )
        let outcome = await service.run()
        if outcome.rawValue != 0 { throw ExitCode(outcome.rawValue) }
    }
}
