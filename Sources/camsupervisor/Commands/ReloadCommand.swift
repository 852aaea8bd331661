import ArgumentParser
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor reload`: applies a changed configuration without a restart of the service.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Apply the changed configuration; what did not change goes on undisturbed.",
        discussion: """
            Returns when the new configuration is in force, and says what changed. Exits 78 when the file has errors, and \
            1 when an address cannot be had; then nothing was changed.
            """
    )

    @Flag(help: "Only say what would change.")
    var dryRun = false

    @Flag(help: "The API's own document.")
    var json = false

    @OptionGroup var control: ControlOption

    func run() async throws {
        let target = ReloadRoutes.path + (self.dryRun ? "?dry_run=1" : "")
        let answer = try await self.control.answer(.POST, target)
        let body = Data(answer.body.readableBytesView)
        if answer.status == 422, let problem = try? JSONDecoder().decode(ReloadProblem.self, from: body) {
            for error in problem.errors { StandardError.write(error) }
            StandardError.write("camsupervisor: nothing was changed, the configuration has errors")
            throw ExitCodes.configuration
        }
        let accepted = try self.control.accepted(answer)
        if self.json { return print(String(buffer: accepted)) }
        let document = try self.control.decode(accepted, as: ReloadDocument.self)
        for warning in document.warnings { StandardError.write(warning) }
        print(document.summary)
    }
}
