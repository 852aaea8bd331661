/// `files:`: the folders that cameras and services may touch.
///
/// Absolute paths without `.` and `..`.
struct FilesConfiguration: Sendable, Hashable {
    /// Where a `file:` picture may lie.
    var read: [String] = []
    /// Where snapshots and recordings may be written; a relative name begins at the first.
    var write: [String] = []
}
