import CLinux
import Glibc
import IPC

/// The file of a Unix socket that we listen on.
///
/// Not NIO's: that removes whatever is at the path, before it binds and again when it closes, also another supervisor's.
struct SocketFile: Sendable, Equatable {
    let path: String
    private let device: UInt
    private let inode: UInt

    /// Whether somebody listens there; a file that a crash left behind is served by nobody.
    static func isServed(at path: String) -> Bool {
        // A full queue is somebody's too, who hangs.
        [0, -EAGAIN].contains(linux_connect_unix(path))
    }

    /// Listens, in the place of a socket that nobody serves any more.
    ///
    /// - Returns: the file, and the descriptor for who serves it.
    static func listen(at path: String, mode: UInt32, backlog: Int32) throws(SystemCallError) -> (SocketFile, Int32) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
        let descriptor = linux_listen_unix(path, mode, backlog)
        guard descriptor >= 0 else { throw SystemCallError(call: "bind", errorNumber: -descriptor) }
        guard let file = SocketFile(path: path) else {
            close(descriptor)
            throw SystemCallError(call: "lstat", errorNumber: errno)
        }
        return (file, descriptor)
    }

    /// Removes it, unless another file has taken its place.
    func remove() {
        if SocketFile(path: self.path) == self { unlink(self.path) }
    }

    /// The file that is there now; `nil` when there is none.
    private init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.path = path
        self.device = UInt(status.st_dev)
        self.inode = UInt(status.st_ino)
    }
}
