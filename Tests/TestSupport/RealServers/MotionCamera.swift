/// motion as an MJPEG camera: it reads a film made by ffmpeg (`netcam_url file://…`; no video device needed) and serves it.
///
/// When the film is over motion ends, so the film is longer than any test: ``filmSeconds``.
package final class MotionCamera: Sendable {
    package let port: UInt16
    private let folder: TemporaryFolder
    private let program: RunningProgram

    /// At 320 × 240 and 10 pictures a second a minute of film is 4 MB and is made in half a second.
    private static let filmSeconds = 120
    private static let frameRate = 10

    /// Starts it and waits until it listens.
    package static func start() async throws -> MotionCamera {
        try await MotionCamera()
    }

    private init() async throws {
        self.port = try FreePort.take()
        self.folder = try TemporaryFolder()
        let film = self.folder.path(of: "film.avi")
        try await Self.makeFilm(film)
        let file = try self.folder.write(Self.configuration(film, self.folder.path, self.port), to: "motion.conf")
        self.program = try RunningProgram(InstalledTool.path(of: "motion"), ["-c", file])
        try await waitForListener(self.program, name: "motion", port: self.port)
        // It listens before it has read its first picture and closes without a word until then (2 s); the first part
        // of a stream takes another second or two.
        let program = self.program
        let port = self.port
        try await waitUntil("motion has a picture", within: .seconds(30), lastSeen: program.standardError) {
            let viewer = StreamViewer(.port(port), "/")
            try await viewer.waitForParts(1)
            return true
        }
    }

    package var url: String { "http://127.0.0.1:\(self.port)/" }

    package func stop() async throws {
        try await self.program.stop(within: .seconds(20))
    }

    private static func makeFilm(_ path: String) async throws {
        let source = "testsrc2=size=320x240:rate=\(Self.frameRate)"
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            [
                "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", source, "-t", "\(Self.filmSeconds)",
                "-c:v", "mjpeg", "-q:v", "10", "-pix_fmt", "yuvj420p", path,
            ]
        )
        let status = try await ffmpeg.waitForExit(within: .seconds(60))
        guard status == .code(0) else {
            throw ServerError(server: "ffmpeg", reason: "\(status)", log: ffmpeg.standardError)
        }
    }

    private static func configuration(_ film: String, _ folder: String, _ port: UInt16) -> String {
        """
        daemon off
        setup_mode off
        log_level 5
        target_dir \(folder)
        netcam_url file://\(film)
        width 320
        height 240
        framerate \(Self.frameRate)
        movie_output off
        picture_output off
        emulate_motion off
        webcontrol_port 0
        stream_port \(port)
        stream_localhost on
        stream_motion off
        stream_maxrate \(Self.frameRate)
        stream_quality 60

        """
    }
}
