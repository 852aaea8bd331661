import ArgumentParser
import Logging
import NIOCore

/// `camsupervisor check`: every error of the configuration at once, without touching the network.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration: every error with file, line and column.",
        discussion: """
            Exits 0 when the file is right, 78 when it is not. Touches no network, unless --connect asks for one \
            picture from every URL; then it exits 1 when one did not give any.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var file: ConfigurationOption

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Fetch once from every URL, in short-lived workers, and say what came.")
    var connect = false

    @Option(help: "The camworker program, when it is not beside this one.", completion: .file())
    var worker: String?

    func run() async throws {
        let environment = ProcessEnvironment.variables
        let outcome = ConfigurationCheck.run(
            path: self.file.path,
            environment: environment,
            format: self.format == .json ? .json : .text
        )
        if outcome.exitCode != 0 || !self.connect || self.format == .text {
            print(outcome.output, terminator: outcome.output.hasSuffix("\n") ? "" : "\n")
        }
        if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
        guard self.connect else { return }
        guard
            let configuration = ConfigurationFile.load(path: self.file.path, environment: environment).configuration
        else { throw ExitCodes.configuration }
        try await self.connect(configuration)
    }

    private func connect(_ configuration: Configuration) async throws {
        LoggingSystem.bootstrap { _ in LineLogHandler(level: .critical, forJournal: false) }
        let worker = try WorkerLocation.find(explicit: self.worker, ownExecutable: WorkerLocation.ownExecutable())
        let assembly = Assembly(configuration: configuration, worker: worker, logger: Logger(label: "check"))
        let findings = await ConnectionCheck(assembly: assembly).run()
        switch self.format {
        case .json:
            print(String(buffer: JSONBody.encode(["findings": findings])))
        case .text:
            for finding in findings {
                print("\(finding.camera): \(finding.what): \(finding.ok ? "" : "failed: ")\(finding.words)")
            }
        }
        if findings.contains(where: { !$0.ok }) { throw ExitCodes.failed }
    }
}
