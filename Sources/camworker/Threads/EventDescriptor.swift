internal import CLinux
internal import Glibc
internal import IPC
internal import Shared

/// A counter one thread raises and another waits for (eventfd): readable while it is above zero.
struct EventDescriptor: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// - Parameter waits: Whether ``take()`` blocks until the counter is raised.
    init(waits: Bool) throws(SystemCallError) {
        let result = linux_event_descriptor(!waits)
        guard result >= 0 else { throw SystemCallError(call: "eventfd", errorNumber: -result) }
        self.descriptor = OwnedDescriptor(result)
    }

    /// For `poll`; readable from ``raise()`` to ``take()``.
    var rawValue: Int32 { self.descriptor.rawValue }

    /// Wakes the other side; never blocks, since the counter would have to reach 2^64 first.
    func raise() {
        var one: UInt64 = 1
        while write(self.rawValue, &one, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }

    /// Whether the counter is or comes above zero within `limit`.
    func isRaised(within limit: Duration) -> Bool {
        var entry = pollfd(fd: self.rawValue, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(clamping: limit.wholeNanoseconds / 1_000_000)
        return poll(&entry, 1, milliseconds) != 0
    }

    /// Sets the counter back to zero.
    func take() {
        var count: UInt64 = 0
        while read(self.rawValue, &count, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }
}
