import ArgumentParser
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor inspect CAMERA`: everything that is known of one camera and its workers.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract:
            "Show everything about one camera: its worker, restarts by reason, the last five ends, its confinement.",
        discussion: "Exits 69 when no supervisor answers."
    )

    @Argument(help: "The camera's id.")
    var camera: String

    @Flag(help: "The API's own document.")
    var json = false

    @Flag(help: "All of it as one file to send to somebody, without secrets: options, entities, log.")
    var diagnostics = false

    @OptionGroup var control: ControlOption

    func run() async throws {
        let target = "/api/v1/cameras/\(CameraURL.percentEncoded(self.camera))"
        if self.diagnostics {
            print(String(buffer: try await self.control.ask(.GET, target + "/diagnostics")))
        } else if self.json {
            print(String(buffer: try await self.control.ask(.GET, target)))
        } else {
            print(InspectionReport.text(try await self.control.ask(.GET, target, as: CameraDocument.self)))
        }
    }
}
