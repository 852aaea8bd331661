import CLinux
import Glibc
internal import Synchronization

/// A program that serves one connection and then ends, as `ffmpeg -listen 1` does, and is started again each time.
///
/// The thread holds this and not the camera, whose deinit is what ends it.
final class RestartedProgram: Sendable {
    private struct State {
        var program: RunningProgram?
        var starts = 0
        var hasEnded = false
    }

    private let path: String
    private let arguments: [String]
    private let state = Mutex(State())

    init(path: String, arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    var starts: Int { self.state.withLock { $0.starts } }

    /// `nil` once it has ended for good.
    func start() throws -> RunningProgram? {
        try self.state.withLock { state in
            guard !state.hasEnded else { return nil }
            let program = try RunningProgram(self.path, self.arguments)
            state.program = program
            state.starts += 1
            return program
        }
    }

    func keepRunning(_ first: RunningProgram) {
        var program = first
        while true {
            program.blockUntilExit()
            guard let next = try? self.start() else { return }
            program = next
        }
    }

    func interrupt() {
        _ = self.state.withLock { $0.program?.send(SIGKILL) }
    }

    func end() {
        self.state.withLock { state in
            state.hasEnded = true
            state.program?.send(SIGKILL)
            state.program = nil
        }
    }
}
