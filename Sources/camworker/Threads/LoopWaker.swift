internal import IPC

/// Wakes the poll loop from other threads.
final class LoopWaker: Sendable {
    private let event: EventDescriptor

    init() throws(SystemCallError) {
        self.event = try EventDescriptor(waits: false)
    }

    /// Readable from ``raise()`` to ``take()``.
    var descriptor: Int32 { self.event.rawValue }

    func raise() { self.event.raise() }

    func take() { self.event.take() }
}
