import CLinux
import Glibc
import IPC
import Shared

/// The file that holds the overrides over a restart of the service.
///
/// Synchronous: read at the start, written on a thread of its own (``OverrideKeeper``).
struct OverrideFile: Sendable {
    static let name = "overrides.json"

    let folder: String

    var path: String { "\(self.folder)/\(Self.name)" }

    /// The cameras that are off by what is remembered; none when that cannot be read.
    func switchedOff(at now: WallTime) -> Set<CameraID> {
        guard let bytes = try? BoundedFile.read(self.path, limit: OverrideTable.longestFile),
            var table = try? OverrideTable(decoding: bytes)
        else { return [] }
        _ = table.takeOver(at: now)
        return table.cameras
    }

    /// What was remembered, and what is wrong with it.
    ///
    /// A file that cannot be used is put aside as `overrides.json.broken`, so that it is neither lost nor complained of
    /// for ever; all cameras are then as their configuration says.
    func load() -> (table: OverrideTable, complaint: String?) {
        let bytes: [UInt8]
        do throws(BoundedFile.Problem) {
            bytes = try BoundedFile.read(self.path, limit: OverrideTable.longestFile)
        } catch {
            if case .missing = error { return (OverrideTable(), nil) }
            return (OverrideTable(), "\(self.path) cannot be read: \(error)\(self.putAside())")
        }
        do throws(OverrideTable.Unreadable) {
            return (try OverrideTable(decoding: bytes), nil)
        } catch {
            return (OverrideTable(), "\(self.path) is not used: \(error)\(self.putAside())")
        }
    }

    /// - Returns: that it was done, in words; empty when it could not be.
    private func putAside() -> String {
        rename(self.path, self.path + ".broken") == 0 ? "; put aside as \(Self.name).broken" : ""
    }

    /// Writes all of it or nothing, and returns when it would survive a power cut.
    func write(_ bytes: [UInt8]) throws(SystemCallError) {
        // The folder is systemd's or the operator's; made here for those who name one that is not there yet.
        mkdir(self.folder, 0o750)
        let new = self.path + ".new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemCallError(call: "open", errorNumber: errno) }
        var failure = Self.fill(descriptor, with: bytes)
        if failure == nil, fsync(descriptor) != 0 { failure = SystemCallError(call: "fsync", errorNumber: errno) }
        close(descriptor)
        if failure == nil, rename(new, self.path) != 0 {
            failure = SystemCallError(call: "rename", errorNumber: errno)
        }
        if let failure {
            unlink(new)
            throw failure
        }
        self.syncFolder()
    }

    private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> SystemCallError? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return SystemCallError(call: "write", errorNumber: errno) }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    /// The new name is on the disk too; a file system that cannot do that has done what it can.
    private func syncFolder() {
        let descriptor = open(self.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
