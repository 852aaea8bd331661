import ArgumentParser
import Logging

/// `camsupervisor doctor`: what is wrong here, and what to do.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the machine, the installation, the configuration and every camera, and say what to do.",
        discussion: """
            Exits 0 when nothing failed (warnings may be there), 1 when something did, 78 when the configuration has \
            errors. Cameras are asked through the running supervisor; when none runs, by short-lived workers.
            """
    )

    @OptionGroup var file: ConfigurationOption

    @Option(
        name: .customLong("socket"),
        help: "The running supervisor's control socket; by itself the configuration's.",
        completion: .file(extensions: ["sock"])
    )
    var socket: String?

    @Option(help: "The camworker program, when it is not beside this one.", completion: .file())
    var worker: String?

    @Flag(name: .customLong("no-cameras"), help: "Ask no camera for a picture.")
    var leavesCameras = false

    @Option(
        help:
            "Also write what was found, states, metrics, log and an outline of the configuration to a .tar.gz, without secrets.",
        completion: .file(extensions: ["tar.gz"])
    )
    var bundle: String?

    @Flag(help: "The findings as JSON, for programs.")
    var json = false

    func run() async throws {
        LoggingSystem.bootstrap { _ in RecordLogHandler(level: .critical, sink: .standardError(.text)) }
        let doctor = Doctor(
            configurationPath: self.file.path,
            worker: self.worker,
            socket: self.socket,
            asksCameras: !self.leavesCameras
        )
        let examination = await doctor.examine()
        let report = examination.report.filtered(by: SecretFilter(examination.loaded.configuration))
        print(self.json ? report.json : report.text, terminator: "")
        if let bundle {
            do {
                try await DiagnosticsBundle(examination: examination, configurationPath: self.file.path).write(
                    to: bundle
                )
                if !self.json { print("Written to \(bundle); look through it before you send it.") }
            } catch {
                StandardError.write("camsupervisor: no bundle: \(error)")
                throw ExitCodes.failed
            }
        }
        if examination.report.exitCode != 0 { throw ExitCode(examination.report.exitCode) }
    }
}
