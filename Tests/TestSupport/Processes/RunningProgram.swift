import CLinux
import Glibc
import Shared
internal import Synchronization

/// A program of its own process group, started by the test.
///
/// Killed with its group and reaped at deinit.
package final class RunningProgram: Sendable {
    package let pid: Int32
    /// The path, for failure texts.
    package let path: String
    private let output: BoundedOutput
    private let errors: BoundedOutput
    private let status = Mutex<ProgramExit?>(nil)

    /// Starts a program with `/dev/null` as its input.
    ///
    /// - Parameters:
    ///   - environment: the whole environment, `KEY=value`; `nil` hands on the test's own.
    ///   - input: a file to read instead of `/dev/null`.
    ///   - outputFile: where standard output goes instead of into ``standardOutput``.
    /// - Throws: ``SpawnError``.
    package init(
        _ path: String,
        _ arguments: [String] = [],
        environment: [String]? = nil,
        input: String = "/dev/null",
        outputFile: String? = nil
    ) throws {
        let output = BoundedOutput()
        let errors = BoundedOutput()
        let outputPipe = try Pipe()
        let errorPipe = try Pipe()
        self.pid = try Spawn(
            path: path,
            arguments: arguments,
            environment: environment ?? ProcFS.environment(of: getpid()),
            input: input,
            outputFile: outputFile,
            outputDescriptor: outputPipe.writing,
            errorDescriptor: errorPipe.writing
        ).run()
        LivingPrograms.add(self.pid)
        self.path = path
        self.output = output
        self.errors = errors
        outputPipe.collect(into: output)
        errorPipe.collect(into: errors)
    }

    deinit {
        // The group first: what the program started may outlive it.
        kill(-self.pid, SIGKILL)
        guard self.poll() == nil else { return }
        kill(self.pid, SIGKILL)
        LivingPrograms.remove(self.pid)
        var word: Int32 = 0
        while waitpid(self.pid, &word, 0) < 0, errno == EINTR {}
    }

    /// What it wrote so far.
    package var standardOutput: String { self.output.text }
    package var standardOutputBytes: [UInt8] { self.output.bytes }
    package var standardError: String { self.errors.text }

    package var isRunning: Bool { self.exitStatus == nil }

    /// How it ended; `nil` while it runs.
    package var exitStatus: ProgramExit? { self.poll() }

    /// Sends a signal to the program alone; false when it has ended.
    @discardableResult
    package func send(_ signal: Int32) -> Bool {
        // Under the lock, so that a reaped pid is never signalled.
        self.status.withLock { $0 == nil && kill(self.pid, signal) == 0 }
    }

    /// Waits for the end, and for the rest of what it wrote.
    ///
    /// Not for long when somebody else still holds its output; ``waitForOutput(within:)`` insists.
    ///
    /// - Throws: ``WaitedInVain`` with the end of what the program wrote to standard error.
    @discardableResult
    package func waitForExit(
        within limit: Duration = .seconds(30),
        fileID: String = #fileID,
        line: Int = #line
    ) async throws -> ProgramExit {
        let exit = try await waitFor(
            "\(self.path) (pid \(self.pid)) exits",
            within: limit,
            lastSeen: String(self.standardError.suffix(2000)),
            fileID: fileID,
            line: line
        ) { self.poll() }
        try? await self.waitForOutput(within: .seconds(1))
        return exit
    }

    /// Returns when everything it wrote has been read; only of use once it has ended.
    ///
    /// - Throws: ``WaitedInVain`` when somebody else still holds its output.
    package func waitForOutput(within limit: Duration = .seconds(5)) async throws {
        try await waitUntil("all output of \(self.path) is read", within: limit) {
            self.output.isComplete && self.errors.isComplete
        }
    }

    /// SIGTERM, and SIGKILL for the whole group when that is not enough.
    @discardableResult
    package func stop(within limit: Duration = .seconds(30)) async throws -> ProgramExit {
        self.send(SIGTERM)
        do {
            return try await self.waitForExit(within: limit)
        } catch {
            kill(-self.pid, SIGKILL)
            throw error
        }
    }

    /// Blocks a thread until the program has ended; reaps nothing.
    package func blockUntilExit() {
        var siginfo = siginfo_t()
        while waitid(P_PID, id_t(self.pid), &siginfo, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }

    private func poll() -> ProgramExit? {
        self.status.withLock { status in
            if let status { return status }
            var word: Int32 = 0
            guard waitpid(self.pid, &word, WNOHANG) == self.pid else { return nil }
            LivingPrograms.remove(self.pid)
            status = ProgramExit(waitStatus: word)
            return status
        }
    }
}

/// A program that could not be started.
package struct SpawnError: Error, CustomStringConvertible {
    package var path: String
    package var number: Int32

    package var description: String { "cannot start \(self.path): \(String(cString: strerror(self.number)))" }
}
