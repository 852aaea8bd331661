import CLinux
import Glibc

/// GStreamer's RTSP server as a camera (Tests/Programs/rtsp-camera).
package final class RTSPCamera: Sendable {
    /// `rtsp://127.0.0.1:PORT/live`.
    package let url: String
    private let program: RunningProgram

    /// Of ``url``.
    package var port: UInt16 { self.url.split(separator: ":").last.flatMap { UInt16($0.prefix { $0 != "/" }) } ?? 0 }

    /// Starts it and waits until it listens.
    ///
    /// - Parameters:
    ///   - options: as the program takes them: `["--codec", "h265", "--login", "user:password"]`.
    ///   - program: another of Tests/Programs that prints its URL when it listens.
    package static func start(
        _ options: [String] = [],
        program name: String = "rtsp-camera"
    ) async throws -> RTSPCamera {
        let program = try RunningProgram(TestPrograms.path(of: name), options)
        let url = try await waitFor("the RTSP server listens", within: .seconds(60), lastSeen: program.standardError) {
            let output = program.standardOutput
            guard program.isRunning else {
                throw ServerError(server: name, reason: "ended", log: program.standardError)
            }
            return output.contains("\n") ? output.split(separator: "\n").first.map(String.init) : nil
        }
        return RTSPCamera(url: url, program: program)
    }

    private init(url: String, program: RunningProgram) {
        self.url = url
        self.program = program
    }

    /// Nothing is sent any more, though connections stay.
    package func stall() async throws { try await self.tell(SIGUSR1, "stalled") }

    package func goOn() async throws { try await self.tell(SIGUSR1, "goes on") }

    /// Every connection is closed.
    package func cut() async throws { try await self.tell(SIGUSR2, "cut") }

    private func tell(_ signal: Int32, _ answer: String) async throws {
        let program = self.program
        let before = program.standardOutput.split(separator: "\n").count
        _ = program.send(signal)
        try await waitUntil("the camera says '\(answer)'") {
            program.standardOutput.split(separator: "\n").dropFirst(before).contains { $0 == answer }
        }
    }
}
