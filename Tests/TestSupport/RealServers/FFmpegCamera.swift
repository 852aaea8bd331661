/// ffmpeg as an MJPEG camera: its test picture through the `mpjpeg` muxer and its own HTTP server.
///
/// `-listen 1` serves exactly one connection and then ends, so a thread starts it again until the camera is stopped:
/// a camera that is away for a moment after each viewer. Its answer is chunked and calls itself `octet-stream`
/// unless told otherwise, and its parts begin with `Content-type:` in its own spelling.
package final class FFmpegCamera: Sendable {
    package let port: UInt16
    private let current: RestartedProgram

    /// Starts it and waits until it listens.
    ///
    /// - Parameter declaresType: send `multipart/x-mixed-replace; boundary=ffmpeg`; false leaves `octet-stream`.
    package static func start(
        width: Int = 320,
        height: Int = 240,
        frameRate: Int = 10,
        declaresType: Bool = true
    ) async throws -> FFmpegCamera {
        let port = try FreePort.take()
        let type = declaresType ? ["-content_type", "multipart/x-mixed-replace; boundary=ffmpeg"] : []
        let source = "testsrc2=size=\(width)x\(height):rate=\(frameRate)"
        let current = RestartedProgram(
            path: try InstalledTool.path(of: "ffmpeg"),
            arguments: [
                "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", source, "-q:v", "5", "-f", "mpjpeg",
            ]
                + type + ["-listen", "1", "http://127.0.0.1:\(port)/stream"]
        )
        guard let first = try current.start() else { throw CancellationError() }
        startThread { current.keepRunning(first) }
        try await waitForListener(first, name: "ffmpeg", port: port)
        return FFmpegCamera(port: port, current: current)
    }

    private init(port: UInt16, current: RestartedProgram) {
        self.port = port
        self.current = current
    }

    deinit {
        self.current.end()
    }

    package var url: String { "http://127.0.0.1:\(self.port)/stream" }

    /// How many connections it has begun to serve or waits for: 1 before the first viewer has gone.
    package var starts: Int { self.current.starts }

    /// Kills it in the middle of its stream; it is started again at once.
    package func interrupt() {
        self.current.interrupt()
    }

    package func stop() {
        self.current.end()
    }
}
