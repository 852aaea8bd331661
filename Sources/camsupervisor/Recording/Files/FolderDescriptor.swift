import CLinux
import Glibc
import IPC

/// A folder that was opened step by step from one of `files.write`, so that no link on the way can lead out of it.
///
/// `openat2(RESOLVE_BENEATH)` would do the same in one call; this way needs no newer kernel, and folders that are missing
/// are made on the way.
struct FolderDescriptor: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// - Parameter makes: whether folders below that of `files.write` are made when they are missing.
    init(of path: WritePath, makes: Bool) throws(WriteError) {
        // The folder itself may be a link: the operator wrote it.
        let root = linux_open(path.folder, O_RDONLY | O_DIRECTORY)
        guard root >= 0 else {
            throw root == -ENOENT
                ? .noFolder(path.folder) : WriteError(path.folder, doing: "open the folder", errno: -root)
        }
        var descriptor = OwnedDescriptor(root)
        var walked = path.folder == "/" ? "" : path.folder
        for folder in path.folders {
            walked += "/\(folder)"
            if makes, mkdirat(descriptor.rawValue, folder, 0o755) < 0, errno != EEXIST {
                throw WriteError(walked, doing: "make the folder", errno: errno)
            }
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
            let next = linux_open_at(descriptor.rawValue, folder, flags, 0)
            guard next >= 0 else {
                throw next == -ENOTDIR || next == -ELOOP
                    ? .notAFolder(walked) : WriteError(walked, doing: "open the folder", errno: -next)
            }
            descriptor = OwnedDescriptor(next)
        }
        self.descriptor = descriptor
    }

    var rawValue: Int32 { self.descriptor.rawValue }

    /// What a name in it is, `nil` when there is none; a link is a link.
    func kind(of name: String) -> mode_t? {
        self.status(of: name).map { $0.st_mode & S_IFMT }
    }

    /// `nil` when there is none; a link is a link.
    func status(of name: String) -> stat? {
        var status = stat()
        return fstatat(self.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    /// Gives a file another name, in the place of what has that name only when `replaces`.
    ///
    /// - Returns: 0 or -errno.
    func rename(_ name: String, to other: String, replaces: Bool) -> Int32 {
        if !replaces {
            let result = linux_rename_new(self.rawValue, name, other)
            // Some network file systems know no such flag; the moment between asking and renaming has to be borne there.
            guard result == -EINVAL else { return result }
            if self.kind(of: other) != nil { return -EEXIST }
        }
        return renameat(self.rawValue, name, self.rawValue, other) == 0 ? 0 : -errno
    }

    func remove(_ name: String) {
        _ = unlinkat(self.rawValue, name, 0)
    }

    /// Has names last over a loss of power.
    func sync() {
        _ = fsync(self.rawValue)
    }
}
