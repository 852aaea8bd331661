import CLinux
import Glibc
import IPC
import NIOCore
import Shared

/// A file while it is written: under a name of its own, locked, whole from the first byte to ``wholeLength``.
///
/// Every call may wait for the disk as long as the disk likes.
struct PendingFile: ~Copyable {
    private let path: WritePath
    private let folder: FolderDescriptor
    private let file: OwnedDescriptor
    /// Bytes up to the end of what was last appended whole.
    private(set) var wholeLength = 0
    private var unsynced = 0
    private var syncedAt: MonotonicTime

    /// Bytes and time after which what was written is brought to the disk.
    ///
    /// Without, a loss of power would cost 30 s of video, and the last call would wait for all of it at once; more
    /// often, every recording would wait for its disk twice a second.
    private static let syncBytes = 16 * 1024 * 1024
    private static let syncInterval = Duration.seconds(5)

    /// - Parameter replaces: whether a file that has the name already is replaced in the end.
    init(_ path: WritePath, replaces: Bool, now: MonotonicTime = .now()) throws(WriteError) {
        let folder = try FolderDescriptor(of: path, makes: true)
        switch folder.kind(of: path.name) {
        case nil: break
        case S_IFREG: if !replaces { throw .exists("\(path)") }
        default: throw .notAFile("\(path)")
        }
        self.file = try Self.open(path, in: folder)
        self.folder = folder
        self.path = path
        self.syncedAt = now
    }

    private static func open(
        _ path: WritePath,
        in folder: borrowing FolderDescriptor
    ) throws(WriteError) -> OwnedDescriptor {
        for _ in 0..<Self.attempts {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY
            let result = linux_open_at(folder.rawValue, path.pendingName, flags, 0o640)
            guard result != -EEXIST else {
                // Of a process that was killed, unless somebody still holds its lock.
                guard LeftoverFile.settle(path, in: folder) != .left else { break }
                continue
            }
            guard result >= 0 else { throw WriteError("\(path)", doing: "create", errno: -result) }
            let file = OwnedDescriptor(result)
            var status = stat()
            // By the lock another supervisor that starts now knows that we are alive; between our two calls it did not, and
            // may have taken the file for a leftover.
            if linux_lock(file.rawValue) == 0, fstat(file.rawValue, &status) == 0, status.st_nlink > 0 { return file }
        }
        throw .beingWritten("\(path)")
    }

    private static let attempts = 3

    /// Appends pieces that make something whole together.
    mutating func append(_ pieces: [ByteBuffer], now: MonotonicTime = .now()) throws(WriteError) {
        for piece in pieces { try self.write(piece) }
        let length = pieces.reduce(0) { $0 + $1.readableBytes }
        self.wholeLength += length
        self.unsynced += length
        guard self.unsynced >= Self.syncBytes || now.since(self.syncedAt) >= Self.syncInterval else { return }
        try self.sync()
        self.unsynced = 0
        self.syncedAt = now
    }

    /// Gives it its name, when all of it is on the disk.
    mutating func commit(replaces: Bool) throws(WriteError) {
        try self.sync()
        let result = self.folder.rename(self.path.pendingName, to: self.path.name, replaces: replaces)
        guard result == 0 else {
            throw result == -EEXIST
                ? .exists("\(self.path)") : WriteError("\(self.path)", doing: "name", errno: -result)
        }
        self.folder.sync()
    }

    /// Keeps what is whole of it under a name that says that it was cut short; nothing when there is nothing.
    ///
    /// - Returns: where it is, or `nil`.
    mutating func interrupt() -> String? {
        guard self.wholeLength > 0, ftruncate(self.file.rawValue, off_t(self.wholeLength)) == 0 else {
            self.discard()
            return nil
        }
        return LeftoverFile.keep(self.path, in: self.folder)
    }

    mutating func discard() {
        self.folder.remove(self.path.pendingName)
    }

    private func sync() throws(WriteError) {
        // Where a full disk or a broken one is first told by some file systems (NFS; delayed allocation).
        guard fdatasync(self.file.rawValue) == 0 else { throw WriteError("\(self.path)", doing: "write", errno: errno) }
    }

    private func write(_ piece: ByteBuffer) throws(WriteError) {
        var rest = piece
        while rest.readableBytes > 0 {
            let count = rest.withUnsafeReadableBytes { CLinux.write(self.file.rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw WriteError("\(self.path)", doing: "write", errno: count < 0 ? errno : EIO) }
            rest.moveReaderIndex(forwardBy: count)
        }
    }
}
