internal import CLinux
internal import Glibc
internal import Shared

/// Wakes threads that wait for something to change; once, and all that hold it.
///
/// Who changes things takes a new one and calls the old: so nobody sleeps through what came between looking and waiting.
final class WakeUpCall: Sendable {
    /// Both ends of a socket: what is readable stays so, for any number of threads.
    private let waiting: Int32
    private let calling: Int32

    /// Nobody can wait when the process has no descriptor left; then each ``wait(for:)`` returns at once.
    init() {
        var ends: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        self.waiting = ends[0]
        self.calling = ends[1]
    }

    deinit {
        close(self.waiting)
        close(self.calling)
    }

    func call() {
        shutdown(self.calling, Int32(SHUT_RDWR))
    }

    /// Returns when it is called, or was before, or after so long.
    func wait(for time: Duration) {
        var entry = pollfd(fd: self.waiting, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, Int32(clamping: (max(.zero, time).wholeNanoseconds + 999_999) / 1_000_000))
    }
}
