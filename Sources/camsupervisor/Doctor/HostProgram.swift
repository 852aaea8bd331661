import CLinux
import Subprocess
import SystemPackage

/// A program of the machine that `doctor` asks.
enum HostProgram {
    /// Bytes of its answer: two thousand lines of the journal are 2 MB.
    private static let longestAnswer = 16 * 1024 * 1024
    /// Seconds; a service manager that hangs is a finding, not a reason to wait.
    private static let patience = "10"
    /// Not by `PATH`: doctor is run as root.
    private static let folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]

    struct Answer: Sendable {
        var succeeded: Bool
        /// Standard output.
        var text: String
    }

    static func path(of name: String) -> String? {
        self.folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// - Returns: `nil` when there is no such program, or it could not be run.
    static func ask(_ name: String, _ arguments: [String]) async -> Answer? {
        guard let timeout = self.path(of: "timeout"), let program = self.path(of: name) else { return nil }
        return await self.run(timeout, ["--kill-after=2", self.patience, program] + arguments)
    }

    /// The same for a program by its path, which is trusted to end.
    static func run(_ path: String, _ arguments: [String]) async -> Answer? {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)),
                arguments: Arguments(arguments),
                environment: .custom(["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0"]),
                output: .bytes(limit: self.longestAnswer),
                error: .discarded
            )
            let text = String(decoding: result.standardOutput, as: UTF8.self)
            return Answer(succeeded: result.terminationStatus == .exited(0), text: text)
        } catch {
            return nil
        }
    }
}
