import ArgumentParser
import CLinux

/// `camsupervisor check`: every error of the configuration at once, without touching the network.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration: every error with file, line and column.",
        discussion: "Exits 0 when the file is right, 78 when it is not. Touches no network."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var file: ConfigurationOption

    @Option(help: "text or json.")
    var format = Format.text

    func run() throws {
        let outcome = ConfigurationCheck.run(
            path: self.file.path,
            environment: ProcessEnvironment.variables,
            format: self.format == .json ? .json : .text
        )
        print(outcome.output, terminator: outcome.output.hasSuffix("\n") ? "" : "\n")
        if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
}
