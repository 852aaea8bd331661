import Logging
import NIOPosix
import Synchronization

/// Writes the overrides whenever they change, one after the other and never on a thread that serves.
actor OverrideKeeper {
    private let file: OverrideFile
    private let logger: Logger
    /// Set by who changes it, at once: what is written is the newest even when the words of two changes overtake each other.
    nonisolated private let newest: Mutex<OverrideTable>
    private var written: OverrideTable
    private var last: Task<Bool, Never>?
    /// What was there at the start.
    nonisolated let initial: OverrideTable

    /// Reads what is remembered in a folder.
    init(folder: String, logger: Logger) {
        self.file = OverrideFile(folder: folder)
        self.logger = logger
        let (table, complaint) = self.file.load()
        if let complaint { logger.log(.overridesNotKept, .warning, complaint) }
        self.initial = table
        self.newest = Mutex(table)
        self.written = table
    }

    /// Takes note of a change; ``write()`` follows.
    nonisolated func note(_ table: OverrideTable) {
        self.newest.withLock { $0 = table }
    }

    /// Returns when what was noted last, or something newer, is on the disk; `false` when it could not be written.
    @discardableResult
    func write() async -> Bool {
        let previous = self.last
        let task = Task {
            _ = await previous?.value
            return await self.writeNewest()
        }
        self.last = task
        return await task.value
    }

    /// Several changes at once are one writing.
    private func writeNewest() async -> Bool {
        let table = self.newest.withLock { $0 }
        guard table != self.written else { return true }
        do {
            try await NIOThreadPool.singleton.runIfActive { [file] in try file.write(table.encoded) }
            self.written = table
            return true
        } catch {
            self.logger.log(
                .overridesNotKept,
                .error,
                "\(self.file.path) cannot be written, so that a restart of the service forgets it: \(error)"
            )
            return false
        }
    }
}
