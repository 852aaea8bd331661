import IPC
import Logging
import NIOPosix
import Shared
import Synchronization

/// Writes the registry soon after it has changed, never on a thread that serves, and several changes at once.
///
/// Nobody waits for it: what is lost with the power is that an id is given anew, by the same rules and mostly the same.
final class EntityKeeper: Sendable {
    static let name = "entities.json"
    /// Between two writes: a worker may declare something else each second, and the whole file is written.
    static let interval = Duration.seconds(10)
    /// After a write that failed: a disk that is full has room again one day, and there may be no other change for months.
    static let pause = Duration.seconds(60)

    private struct State {
        var newest: EntityRegistry
        var isWriting = false
        var isDirty = false
        /// What was said of the last write, until one succeeds.
        var complaint: String?
        /// The next write may not be earlier.
        var nextAt = MonotonicTime(nanoseconds: 0)
    }

    private let file: KeptFile
    private let logger: Logger
    private let state: Mutex<State>
    /// One writes at a time.
    private let pen = Mutex(())
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

    /// Takes what is newer than what it has: cameras declare on several threads, and who took the lock first may come last.
    func note(_ registry: EntityRegistry) {
        self.state.withLock { state in
            guard registry.revision > state.newest.revision else { return }
            state.newest = registry
            state.isDirty = true
        }
        self.retry(at: .now())
    }

    /// Writes what is not written, when the last write is some time ago; asked often.
    func retry(at now: MonotonicTime) {
        let starts = self.state.withLock { state in
            guard state.isDirty, !state.isWriting, now >= state.nextAt else { return false }
            state.isWriting = true
            return true
        }
        guard starts else { return }
        NIOThreadPool.singleton.submit { _ in self.writeNewest() }
    }

    /// Writes what is not written, now: the service ends.
    func flush() async {
        try? await NIOThreadPool.singleton.runIfActive { self.writeNewest() }
    }

    private func writeNewest() {
        self.pen.withLock { _ in
            guard let registry = self.takeNewest() else { return }
            self.say(self.write(registry))
        }
        self.state.withLock { $0.isWriting = false }
    }

    /// - Returns: why it could not be written.
    private func write(_ registry: EntityRegistry) -> String? {
        let bytes = registry.encoded
        guard bytes.count <= EntityRegistry.longestFile else {
            return "what is remembered is longer than \(EntityRegistry.longestFile) bytes"
        }
        do {
            try self.file.write(bytes)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Once for one reason: there may be a change every second, and each is a try.
    private func say(_ complaint: String?) {
        let before = self.state.withLock { state in
            defer { state.complaint = complaint }
            if complaint != nil { state.isDirty = true }
            state.nextAt = .now() + (complaint == nil ? Self.interval : Self.pause)
            return state.complaint
        }
        guard let complaint, complaint != before else { return }
        self.logger.log(
            .entitiesNotKept,
            .warning,
            "\(self.file.path) cannot be written, so that a restart may give entities other ids: \(complaint)"
        )
    }

    private func takeNewest() -> EntityRegistry? {
        self.state.withLock { state in
            guard state.isDirty else { return nil }
            state.isDirty = false
            return state.newest
        }
    }
}
