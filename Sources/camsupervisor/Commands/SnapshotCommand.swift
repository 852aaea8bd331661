import ArgumentParser
import Glibc
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor snapshot CAMERA > file`: a picture taken now.
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Write a picture to standard output.",
        discussion: "The picture is captured after the command was given, unless --max-age allows an older one."
    )

    @Argument(help: "The camera's id.")
    var camera: String

    @Option(help: "How old the picture may be, seconds; 'any' takes what there is.")
    var maxAge = "0"

    @OptionGroup var control: ControlOption

    func run() async throws {
        guard isatty(1) == 0 else {
            throw ValidationError(
                "a picture is no text: redirect it, as in camsupervisor snapshot \(self.camera) > x.jpg"
            )
        }
        let age = self.maxAge == "any" ? "" : "?max_age=\(CameraURL.percentEncoded(self.maxAge))"
        let picture = try await self.control.ask(
            .GET,
            "/api/camera_proxy/\(CameraURL.percentEncoded(self.camera))\(age)"
        )
        try picture.withUnsafeReadableBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(1, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard count > 0 else {
                    StandardError.write("camsupervisor: cannot write the picture: \(String(cString: strerror(errno)))")
                    throw ExitCodes.failed
                }
                rest = rest.dropFirst(count)
            }
        }
    }
}
