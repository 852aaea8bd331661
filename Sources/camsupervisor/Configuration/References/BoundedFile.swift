internal import CLinux
internal import Glibc

/// Reads a small file whole.
///
/// Synchronous: used at start, at a reload, by `check` and on threads that may block.
enum BoundedFile {
    /// Why a file was not read.
    enum Problem: Error, Hashable, CustomStringConvertible {
        case missing
        case unreadable(errno: Int32)
        /// What it is instead: reading would wait for somebody, or never end.
        case notRegular(String)
        /// A folder's.
        case tooManyEntries

        init(errno number: Int32) {
            self = number == ENOENT ? .missing : .unreadable(errno: number)
        }

        var description: String {
            switch self {
            case .missing: "there is no such file"
            case .unreadable(let number): String(cString: strerror(number))
            case .notRegular(let kind): "it is \(kind), not a file"
            case .tooManyEntries: "it holds more than \(BoundedFolder.mostEntries) entries"
            }
        }
    }

    /// At most `limit` + 1 bytes, so that the caller can tell a file that is too large.
    static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        let descriptor = try Self.open(path)
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(errno: errno) }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    /// Asked before it is opened, which alone may wait for somebody (a pipe) or begin something (a tape), and once more
    /// of what was opened.
    private static func open(_ path: String) throws(Problem) -> Int32 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Problem(errno: errno) }
        try Self.mustBeRegular(status)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Problem(errno: errno) }
        do throws(Problem) {
            guard fstat(descriptor, &status) == 0 else { throw Problem(errno: errno) }
            try Self.mustBeRegular(status)
            return descriptor
        } catch {
            _ = close(descriptor)
            throw error
        }
    }

    private static func mustBeRegular(_ status: stat) throws(Problem) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .unreadable(errno: EISDIR)
        case S_IFIFO: throw .notRegular("a pipe")
        case S_IFSOCK: throw .notRegular("a socket")
        default: throw .notRegular("a device")
        }
    }
}
