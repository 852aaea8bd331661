import ArgumentParser
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor status [CAMERA]`: how the cameras are.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how all cameras are, or everything about one.",
        discussion: "Exits 69 when no supervisor answers."
    )

    @Argument(help: "One camera's id.")
    var camera: String?

    @Flag(help: "The API's own document.")
    var json = false

    @OptionGroup var control: ControlOption

    func run() async throws {
        let target = "/api/v1/cameras" + (self.camera.map { "/\(CameraURL.percentEncoded($0))" } ?? "")
        if self.json {
            let body = try await self.control.ask(.GET, target)
            print(String(buffer: body))
        } else if self.camera != nil {
            print(StatusReport.detail(try await self.control.ask(.GET, target, as: CameraDocument.self)))
        } else {
            let list = try await self.control.ask(.GET, target, as: [String: [CameraDocument]].self)
            print(StatusReport.table(list["cameras"] ?? []))
        }
    }
}
