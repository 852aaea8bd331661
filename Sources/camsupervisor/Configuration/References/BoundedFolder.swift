internal import CLinux
internal import Glibc

/// Lists a folder.
enum BoundedFolder {
    /// Entries of one folder, whatever they are: a hundred times those of any folder of a configuration.
    static let mostEntries = 10_000

    static func list(_ path: String) throws(BoundedFile.Problem) -> [FolderEntry] {
        guard let handle = opendir(path) else { throw BoundedFile.Problem(errno: errno) }
        defer { _ = closedir(handle) }
        var entries: [FolderEntry] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            // Not the first so many: a camera whose file comes later would be gone without a word.
            guard entries.count < Self.mostEntries else { throw .tooManyEntries }
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
