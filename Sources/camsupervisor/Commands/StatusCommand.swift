import ArgumentParser
import NIOCore
import NIOHTTP1

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
        let target = "/api/v1/cameras" + (self.camera.map { "/\($0.pathEscaped)" } ?? "")
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

extension String {
    /// For a path component; ids need none of it, typing errors do.
    var pathEscaped: String {
        self.utf8.reduce(into: "") { result, byte in
            let scalar = UnicodeScalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "_.-".unicodeScalars.contains(scalar)
            {
                result.unicodeScalars.append(scalar)
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
            }
        }
    }
}
