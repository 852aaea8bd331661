import ArgumentParser
import CLinux
import Glibc
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor snapshot CAMERA > file`: a picture taken now.
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Write a picture to standard output, or have the supervisor write it to a file.",
        discussion: """
            The picture is captured after the command was given, unless --max-age allows an older one. With --file the \
            supervisor writes it, where files.write of the configuration allows; a name without a folder goes into the first.
            """
    )

    @Argument(help: "The camera's id.")
    var camera: String

    @Option(help: "How old the picture may be, seconds; 'any' takes what there is.")
    var maxAge = "0"

    @Option(help: "The file to write: below a folder of files.write.")
    var file: String?

    @Flag(help: "Replace the file when it is there.")
    var overwrite = false

    @OptionGroup var control: ControlOption

    func run() async throws {
        if let file = self.file { return try await self.order(file) }
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

    private func order(_ file: String) async throws {
        var query = "filename=\(CameraURL.percentEncoded(file))&overwrite=\(self.overwrite)"
        if self.maxAge != "any" {
            query += "&max_age=\(CameraURL.percentEncoded(self.maxAge))"
        } else {
            query += "&max_age=\(Int(StillRequest.maximumAge))"
        }
        let document = try await self.control.ask(
            .POST,
            "/api/v1/cameras/\(CameraURL.percentEncoded(self.camera))/snapshot?\(query)",
            as: SnapshotService.Document.self
        )
        print("\(document.filename): \(document.bytes) bytes, captured \(document.captured)")
    }
}
