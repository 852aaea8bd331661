/// How large a file may be, so that a slip (or a "billion laughs" of aliases) costs a message and not the memory.
enum NodeLimits {
    /// Bytes of one file.
    ///
    /// 1,000 cameras with every option written out take 600 kB.
    static let fileSize = 1024 * 1024
    /// Levels of lists and maps.
    ///
    /// The deepest option stands at level 6.
    static let depth = 32
    /// Values of one file after aliases and merges are followed.
    ///
    /// 1,000 cameras with 30 options take 61,000.
    static let nodes = 100_000
}
