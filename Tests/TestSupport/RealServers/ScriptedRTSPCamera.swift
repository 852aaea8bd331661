import CLinux
import Glibc

/// An RTSP camera that misbehaves on cue (Tests/Programs/scripted-rtsp-camera).
package final class ScriptedRTSPCamera: Sendable {
    /// `rtsp://127.0.0.1:PORT/live`.
    package let url: String
    private let program: RunningProgram

    /// Starts it and waits until it listens.
    ///
    /// - Parameter options: as the program takes them: `["--stall", "SETUP"]`.
    package static func start(_ options: [String] = []) async throws -> ScriptedRTSPCamera {
        let program = try RunningProgram(TestPrograms.path(of: "scripted-rtsp-camera"), options)
        let url = try await waitFor("the camera listens", within: .seconds(60), lastSeen: program.standardError) {
            guard program.isRunning else {
                throw ServerError(server: "scripted-rtsp-camera", reason: "ended", log: program.standardError)
            }
            let output = program.standardOutput
            return output.contains("\n") ? output.split(separator: "\n").first.map(String.init) : nil
        }
        return ScriptedRTSPCamera(url: url, program: program)
    }

    private init(url: String, program: RunningProgram) {
        self.url = url
        self.program = program
    }

    package var port: UInt16 {
        self.url.split(separator: "/")[1].split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    }

    /// All that was asked of it: `METHOD URL AUTHENTICATION-SCHEME`.
    package var requests: [String] {
        self.lines.filter { $0.contains(" rtsp://") }
    }

    package func count(of method: String) -> Int { self.requests.count { $0.hasPrefix("\(method) ") } }

    package var connections: Int { self.lines.count { $0 == "connection" } }

    /// Begins the trouble that it was started with (`--then`).
    package func begin() async throws {
        let before = self.words.count
        _ = self.program.send(SIGUSR1)
        try await waitUntil("the camera has begun its trouble") { self.words.count > before }
    }

    private var lines: [String] { self.program.standardOutput.split(separator: "\n").map(String.init) }

    /// What it said of troubles.
    private var words: [String] { self.lines.dropFirst().filter { $0 != "connection" && !$0.contains(" rtsp://") } }
}
