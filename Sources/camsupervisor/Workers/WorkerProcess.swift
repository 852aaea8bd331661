import IPC
import Shared
import Subprocess
import SystemPackage

/// One `camworker` process from spawn to reaping.
///
/// swift-subprocess hands over descriptors 0 to 2 only and closes the rest; that is all a worker needs: its socket is
/// standard input, its log is standard error. It holds a pidfd, so there is no zombie, no pid reuse and no
/// SIGCHLD handler.
struct WorkerProcess: Sendable {
    /// How to end it.
    enum Ending: Sendable {
        /// Its socket has closed, so it is ending by itself; wake it in case it is stopped, then insist.
        case hasLeft
        case terminate(patience: Duration)
        case kill
    }

    var executable: String

    /// The host's zone alone: the placeholder tells people the time, and templates ask for it.
    private static var environment: [Environment.Key: String] {
        ProcessEnvironment["TZ"].map { ["TZ": $0] } ?? [:]
    }

    /// Spawns, waits for the first of `endings`, ends the process by it, and returns when it is reaped.
    ///
    /// - Parameters:
    ///   - arguments: what kind of worker; none for a camera's.
    ///   - user: who it becomes by itself; `nil` for whom we are.
    ///   - socket: the worker's end; closed here once the child has it.
    ///   - log: where standard error goes; closed here once the child has it.
    ///   - endings: never ends without an element, or the process would outlive its record.
    func run(
        arguments: [String] = [],
        as user: UInt32? = nil,
        socket: consuming OwnedDescriptor,
        log: consuming OwnedDescriptor,
        endings: AsyncStream<Ending>,
        onSpawn: (Int32) async -> Void
    ) async throws -> WorkerStatus {
        var options = PlatformOptions()
        // A process group of its own, or Ctrl-C at the terminal ends the workers before us.
        options.processGroupID = 0
        let result = try await Subprocess.run(
            .path(FilePath(self.executable)),
            // Not `platformOptions.userID`: swift-subprocess would then fork, which costs 28 ms with 256 MB in our hands.
            arguments: Arguments(arguments + (user.map { ["--user", "\($0)"] } ?? [])),
            environment: .custom(Self.environment),
            workingDirectory: "/",
            platformOptions: options,
            input: .fileDescriptor(FileDescriptor(rawValue: socket.release()), closeAfterSpawningProcess: true),
            output: .discarded,
            error: .fileDescriptor(FileDescriptor(rawValue: log.release()), closeAfterSpawningProcess: true)
        ) { execution in
            await onSpawn(execution.processIdentifier.value)
            for await ending in endings {
                await execution.teardown(using: ending.steps)
                break
            }
        }
        return switch result.terminationStatus {
        case .exited(let code): .exited(code)
        case .signaled(let signal): .signalled(signal)
        }
    }
}

extension WorkerProcess.Ending {
    /// Patience with a process whose socket has closed; it is normally gone within a millisecond.
    private static let leaving = Duration.milliseconds(500)

    fileprivate var steps: [TeardownStep] {
        switch self {
        case .hasLeft: [.send(signal: .resume, allowedDurationToNextStep: Self.leaving)]
        case .terminate(let patience): [.send(signal: .terminate, allowedDurationToNextStep: patience)]
        case .kill: []
        }
    }
}
