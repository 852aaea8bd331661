import IPC
import Shared

/// The file that holds the overrides over a restart of the service.
///
/// Synchronous: read at the start, written on a thread of its own (``OverrideKeeper``).
struct OverrideFile: Sendable {
    static let name = "overrides.json"

    let folder: String

    private var file: KeptFile { KeptFile(folder: self.folder, name: Self.name) }
    var path: String { self.file.path }

    /// The cameras that are off by what is remembered; none when that cannot be read.
    func switchedOff(at now: WallTime) -> Set<CameraID> {
        guard let bytes = try? BoundedFile.read(self.path, limit: OverrideTable.longestFile),
            var table = try? OverrideTable(decoding: bytes)
        else { return [] }
        _ = table.takeOver(at: now)
        return table.cameras
    }

    /// What was remembered, and what is wrong with it.
    ///
    /// A file that cannot be used is put aside as `overrides.json.broken`, so that it is neither lost nor complained of
    /// for ever; all cameras are then as their configuration says.
    func load() -> (table: OverrideTable, complaint: String?) {
        let (table, complaint) = self.file.load(longest: OverrideTable.longestFile) {
            (bytes) throws(OverrideTable.Unreadable) in try OverrideTable(decoding: bytes)
        }
        return (table ?? OverrideTable(), complaint)
    }

    /// Writes all of it or nothing, and returns when it would survive a power cut.
    func write(_ bytes: [UInt8]) throws(SystemCallError) {
        try self.file.write(bytes)
    }
}
