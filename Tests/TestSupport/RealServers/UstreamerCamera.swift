/// ustreamer as an MJPEG camera.
///
/// It captures from V4L2 alone, and neither a container nor a CI machine has such a device (v4l2loopback is a kernel
/// module). But version 4.9 of Debian 12 starts without one: `--device` names a file that is not there, and its server
/// shows the picture of `--blank` once a second, in the same framing it streams a real device with. That is its HTTP side
/// whole: `/stream` with `boundary=boundarydonotcross`, `X-Timestamp` in every part, `/snapshot`, Basic.
package final class UstreamerCamera: Sendable {
    package let port: UInt16
    private let folder: TemporaryFolder
    private let program: RunningProgram

    /// Starts it and waits until it listens.
    ///
    /// - Parameters:
    ///   - picture: what it shows; ustreamer decodes it, so it must be a whole JPEG.
    ///   - user: with a user it asks for Basic.
    package static func start(
        picture: [UInt8] = TestPicture(counter: 1, width: 320, height: 240).bytes,
        user: String? = nil,
        password: String = ""
    ) async throws -> UstreamerCamera {
        try await UstreamerCamera(picture, user.map { ["--user", $0, "--passwd", password] } ?? [])
    }

    private init(_ picture: [UInt8], _ credentials: [String]) async throws {
        self.port = try FreePort.take()
        self.folder = try TemporaryFolder()
        let blank = try self.folder.write(picture, to: "blank.jpg")
        self.program = try RunningProgram(
            InstalledTool.path(of: "ustreamer"),
            ["--device", self.folder.path(of: "no-device"), "--blank", blank, "--port", "\(self.port)"]
                + ["--host", "127.0.0.1", "--no-log-colors"] + credentials
        )
        try await waitForListener(self.program, name: "ustreamer", port: self.port)
    }

    package var streamURL: String { "http://127.0.0.1:\(self.port)/stream" }
    package var snapshotURL: String { "http://127.0.0.1:\(self.port)/snapshot" }

    package func stop() async throws {
        try await self.program.stop()
    }
}
