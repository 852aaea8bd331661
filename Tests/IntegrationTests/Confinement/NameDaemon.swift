import CLinux
import Glibc
import Synchronization
import TestSupport

/// A Unix socket like nscd's, which hangs up on everybody and remembers who called.
final class NameDaemon: Sendable {
    private let descriptor: Int32
    private let seen = Mutex<Set<Int32>>([])

    /// Process ids.
    var callers: Set<Int32> { self.seen.withLock { $0 } }

    init(path: String) throws {
        self.descriptor = linux_listen_unix(path, 0o666, 16)
        guard self.descriptor >= 0 else { throw SocketError(doing: "listen on \(path)", number: -self.descriptor) }
        let descriptor = self.descriptor
        startThread { [weak self] in
            while Self.isReadable(descriptor) {
                let caller = linux_accept(descriptor)
                guard caller >= 0 else { return }
                var (pid, user, group): (Int32, UInt32, UInt32) = (0, 0, 0)
                if linux_peer_credentials(caller, &pid, &user, &group) == 0 {
                    let number = pid
                    self?.seen.withLock { _ = $0.insert(number) }
                }
                close(caller)
            }
        }
    }

    deinit {
        // Ends the thread's poll.
        shutdown(self.descriptor, Int32(SHUT_RDWR))
        close(self.descriptor)
    }

    private static func isReadable(_ descriptor: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&poller, 1, -1) == 1 && Int32(poller.revents) & POLLIN != 0
    }
}
