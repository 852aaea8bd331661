import CLinux
import Glibc
import IPC
import Shared

/// A file of the state folder: read at the start, written as a whole.
///
/// Synchronous: no thread that serves may write.
struct KeptFile: Sendable {
    let folder: String
    /// Within the folder.
    let name: String

    var path: String { "\(self.folder)/\(self.name)" }

    /// What was remembered, `nil` when there is nothing to be used, and what is wrong with it.
    ///
    /// A file that cannot be used is put aside as `….broken`, so that it is neither lost nor complained of for ever.
    func load<Value, Unreadable: Error & CustomStringConvertible>(
        longest: Int,
        _ decode: ([UInt8]) throws(Unreadable) -> Value
    ) -> (value: Value?, complaint: String?) {
        let bytes: [UInt8]
        do throws(BoundedFile.Problem) {
            bytes = try BoundedFile.read(self.path, limit: longest)
        } catch {
            if case .missing = error { return (nil, nil) }
            return (nil, "\(self.path) cannot be read: \(error)\(self.putAside())")
        }
        do throws(Unreadable) {
            return (try decode(bytes), nil)
        } catch {
            return (nil, "\(self.path) is not used: \(error)\(self.putAside())")
        }
    }

    /// - Returns: that it was done, in words; empty when it could not be.
    private func putAside() -> String {
        rename(self.path, self.path + ".broken") == 0 ? "; put aside as \(self.name).broken" : ""
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
