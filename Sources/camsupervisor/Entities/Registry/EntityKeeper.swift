import Logging
import NIOPosix
import Synchronization

/// Writes the registry soon after it has changed, never on a thread that serves, and several changes at once.
///
/// Nobody waits for it: what is lost with the power is that an id is given anew, by the same rules and mostly the same.
final class EntityKeeper: Sendable {
    static let name = "entities.json"

    private struct State {
        var newest: EntityRegistry
        var isWriting = false
        var isDirty = false
    }

    private let file: KeptFile
    private let logger: Logger
    private let state: Mutex<State>
    /// What was there at the start.
    let initial: EntityRegistry

    init(folder: String, logger: Logger) {
        self.file = KeptFile(folder: folder, name: Self.name)
        self.logger = logger
        let (registry, complaint) = self.file.load(longest: EntityRegistry.longestFile) {
            (bytes) throws(EntityRegistry.Unreadable) in try EntityRegistry(decoding: bytes)
        }
        if let complaint { logger.log(.entitiesNotKept, .warning, complaint) }
        self.initial = registry ?? EntityRegistry()
        self.state = Mutex(State(newest: self.initial))
    }

    func note(_ registry: EntityRegistry) {
        let starts = self.state.withLock { state in
            state.newest = registry
            state.isDirty = true
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard starts else { return }
        NIOThreadPool.singleton.submit { _ in self.writeAll() }
    }

    private func writeAll() {
        while let registry = self.takeNewest() {
            do {
                try self.file.write(registry.encoded)
            } catch {
                self.logger.log(
                    .entitiesNotKept,
                    .warning,
                    "\(self.file.path) cannot be written, so that a restart may give entities other ids: \(error)"
                )
            }
        }
    }

    private func takeNewest() -> EntityRegistry? {
        self.state.withLock { state in
            guard state.isDirty else {
                state.isWriting = false
                return nil
            }
            state.isDirty = false
            return state.newest
        }
    }
}
