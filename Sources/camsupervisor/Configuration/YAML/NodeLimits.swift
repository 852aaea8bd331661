/// How large a configuration may be, so that a slip (or a "billion laughs" of aliases) costs a message and not the memory.
enum NodeLimits {
    /// Bytes of one file.
    ///
    /// 1,000 cameras with every option written out take 600 kB.
    static let fileSize = 1024 * 1024
    /// Bytes of all files together: as much again for comments, secrets and certificates.
    static let allFilesSize = 4 * 1024 * 1024
    /// Files: one for each of 1,000 cameras, and some.
    static let files = 1200
    /// Levels of lists and maps.
    ///
    /// The deepest option stands at level 6.
    static let depth = 32
    /// Values of all files after aliases, merges and includes are followed.
    ///
    /// 1,000 cameras with 30 options take 61,000.
    static let nodes = 100_000
    /// Files that include one another in a row: folders by house, floor and room need four.
    static let includeDepth = 10
    /// Folders within one another below that of an `!include_dir_…`.
    static let folderDepth = 8
}
