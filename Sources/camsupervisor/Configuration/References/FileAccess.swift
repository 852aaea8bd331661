/// How the files of a configuration are read: from the disk, or from a table in tests.
struct FileAccess: Sendable {
    /// At most `limit` + 1 bytes of a file, so that the caller can tell one that is too large.
    var read: @Sendable (_ path: String, _ limit: Int) throws(BoundedFile.Problem) -> [UInt8]
    /// What lies in a folder, unsorted; hidden entries too.
    var list: @Sendable (_ folder: String) throws(BoundedFile.Problem) -> [FolderEntry]

    static let disk = FileAccess(
        read: { path, limit throws(BoundedFile.Problem) in try BoundedFile.read(path, limit: limit) },
        list: { folder throws(BoundedFile.Problem) in try BoundedFolder.list(folder) }
    )
}

/// One entry of a folder.
struct FolderEntry: Sendable, Hashable {
    var name: String
    var kind: Kind

    enum Kind: Sendable, Hashable {
        /// A regular file, or a link to one.
        case file
        /// A folder; a link to one is `other`, so that no walk goes round in circles.
        case folder
        /// A device (`/dev/null` masks a file), a pipe, a socket, a dangling link.
        case other
    }
}
