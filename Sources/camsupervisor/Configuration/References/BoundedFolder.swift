internal import Glibc

/// Lists a folder.
enum BoundedFolder {
    /// Entries of one folder: more than files may be read of all folders together, so that who has too many is told so.
    static let mostEntries = 10_000

    static func list(_ path: String) throws(BoundedFile.Problem) -> [FolderEntry] {
        guard let handle = opendir(path) else { throw BoundedFile.Problem(errno: errno) }
        defer { _ = closedir(handle) }
        var entries: [FolderEntry] = []
        while entries.count < Self.mostEntries, let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            entries.append(FolderEntry(name: name, kind: Self.kind(of: "\(path)/\(name)")))
        }
        return entries
    }

    private static func kind(of path: String) -> FolderEntry.Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        if status.st_mode & S_IFMT == S_IFDIR { return .folder }
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .other }
        return .file
    }
}
