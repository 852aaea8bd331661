internal import Glibc

/// Reads a small file whole.
///
/// Synchronous: used at start, at a reload, by `check` and on threads that may block.
enum BoundedFile {
    /// Why a file was not read.
    enum Problem: Error, Hashable, CustomStringConvertible {
        case missing
        case unreadable(errno: Int32)

        init(errno number: Int32) {
            self = number == ENOENT ? .missing : .unreadable(errno: number)
        }

        var description: String {
            switch self {
            case .missing: "there is no such file"
            case .unreadable(let number): String(cString: strerror(number))
            }
        }
    }

    /// At most `limit` + 1 bytes, so that the caller can tell a file that is too large.
    static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem(errno: errno) }
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
}
