import Glibc
import TestSupport

/// A copy of `/etc`, and an empty `/run`, that one supervisor and its workers have for the machine's, in a mount
/// namespace of their own.
struct PrivateEtc {
    private let folder: TemporaryFolder

    /// Copied by `cp -a`: resolver, certificates and all.
    init() async throws {
        self.folder = try TemporaryFolder()
        try self.folder.write([], to: "run/.keep")
        let copy = try RunningProgram("/bin/cp", ["-a", "/etc", self.folder.path(of: "etc")])
        guard try await copy.waitForExit() == .code(0) else {
            throw SocketError(doing: "cp -a /etc: \(copy.standardError)", number: EIO)
        }
    }

    /// For `RunningSupervisor(launcher:)`.
    var launcher: [String] {
        get throws {
            [
                try InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
                "/bin/sh", "-c", "mount --bind \"$0/etc\" /etc && mount --bind \"$0/run\" /run && exec \"$@\"",
                self.folder.path,
            ]
        }
    }

    /// Where `name` in `/run` lies for us.
    func pathInRun(of name: String) -> String { self.folder.path(of: "run/\(name)") }

    /// Puts another file in the place of one, as editors and network managers do.
    func exchange(_ name: String, for text: String) throws {
        try self.exchange(name, for: Array(text.utf8))
    }

    func exchange(_ name: String, for bytes: [UInt8]) throws {
        let new = try self.folder.write(bytes, to: "etc/\(name).new")
        guard rename(new, self.folder.path(of: "etc/\(name)")) == 0 else {
            throw SocketError(doing: "rename \(new)", number: errno)
        }
    }
}
