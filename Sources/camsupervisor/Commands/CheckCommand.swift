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
            picture from every URL; then it exits 1 when the file is right and one did not give any.
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
        var loaded = ConfigurationFile.load(path: self.file.path, environment: ProcessEnvironment.variables)
        let folders = loaded.configuration?.files.write ?? []
        loaded.diagnostics += WriteFolders.diagnostics(folders, in: self.file.path)
        // Before the fetching, which may take a while.
        if self.format == .text { self.print(loaded) }
        let findings = self.connect ? try await self.findings(loaded.configuration) : nil
        switch self.format {
        case .json: self.print(loaded, findings)
        case .text: self.print(findings)
        }
        if !loaded.isFlawless { throw ExitCodes.configuration }
        if let findings, findings.contains(where: { !$0.ok }) { throw ExitCodes.failed }
    }

    /// Also of a file with errors in some cameras: the others' URLs are worth knowing about.
    private func findings(_ configuration: Configuration?) async throws -> [ConnectionCheck.Finding]? {
        guard let configuration else {
            StandardError.write("camsupervisor: nothing was fetched: the file must be mended first")
            return nil
        }
        LoggingSystem.bootstrap { _ in RecordLogHandler(level: .critical, sink: .standardError(.text)) }
        let worker = try WorkerLocation.find(explicit: self.worker, ownExecutable: WorkerLocation.ownExecutable())
        let assembly = Assembly(configuration: configuration.forLooking, worker: worker, logger: Logger(label: "check"))
        return await ConnectionCheck(assembly: assembly).run()
    }

    private func print(_ loaded: LoadedConfiguration, _ findings: [ConnectionCheck.Finding]? = nil) {
        let format = self.format == .json ? ConfigurationCheck.Format.json : .text
        let outcome = ConfigurationCheck.outcome(of: loaded, path: self.file.path, format: format, findings: findings)
        Swift.print(outcome.output, terminator: "")
    }

    private func print(_ findings: [ConnectionCheck.Finding]?) {
        for finding in findings ?? [] {
            Swift.print("\(finding.camera): \(finding.what): \(finding.ok ? "" : "failed: ")\(finding.words)")
        }
    }
}
