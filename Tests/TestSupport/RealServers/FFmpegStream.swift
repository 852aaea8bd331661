/// ffmpeg as a server of a stream, by its own HTTP or RTMP server: one client at a time, started again after each.
package final class FFmpegStream: Sendable {
    package let url: String
    package let port: UInt16
    private let current: RestartedProgram

    /// H.264 at 25 a second with a key frame each second.
    package static let h264 = [
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25", "-pix_fmt", "yuv420p",
    ]

    /// Starts it and waits until it listens.
    ///
    /// - Parameters:
    ///   - format: the container, in ffmpeg's words.
    ///   - scheme: `http` or `rtmp`.
    ///   - inputs: filters that make video and sound, each with the options before it.
    package static func start(
        _ format: String,
        scheme: String = "http",
        inputs: [[String]] = [["testsrc2=size=320x240:rate=25"]],
        coding: [String] = FFmpegStream.h264
    ) async throws -> FFmpegStream {
        let port = try FreePort.take()
        let url = "\(scheme)://127.0.0.1:\(port)/camera/stream"
        let sources = inputs.flatMap { ["-re"] + $0.dropLast() + ["-f", "lavfi", "-i", $0.last ?? ""] }
        let current = RestartedProgram(
            path: try InstalledTool.path(of: "ffmpeg"),
            arguments: ["-nostdin", "-loglevel", "error"] + sources + coding
                + ["-f", format, "-flush_packets", "1", "-listen", "1", url]
        )
        guard let first = try current.start() else { throw CancellationError() }
        startThread { current.keepRunning(first) }
        try await waitForListener(first, name: "ffmpeg", port: port)
        return FFmpegStream(url: url, port: port, current: current)
    }

    private init(url: String, port: UInt16, current: RestartedProgram) {
        self.url = url
        self.port = port
        self.current = current
    }

    deinit {
        self.current.end()
    }

    /// How many connections it has begun to serve or waits for.
    package var starts: Int { self.current.starts }

    /// Kills it in the middle of its stream; it is started again at once.
    package func interrupt() { self.current.interrupt() }
}
