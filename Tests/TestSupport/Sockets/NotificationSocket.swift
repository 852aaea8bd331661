internal import CLinux
import Glibc
internal import IPC
package import Shared
internal import Synchronization

/// In the place of a service manager: what comes to `NOTIFY_SOCKET`, and when.
package final class NotificationSocket: Sendable {
    package struct Message: Sendable {
        package var arrived: MonotonicTime
        /// Its lines, `NAME=value`.
        package var lines: [String]
    }

    /// sd_notify(3) sends a few lines.
    private static let longest = 4_096

    package let path: String
    private let descriptor: Int32
    private let log = Log()

    /// Listens at a path.
    ///
    /// - Parameter onArrival: called with each message's lines before the next is read, on the reading thread.
    package init(path: String, onArrival: @escaping @Sendable ([String]) -> Void = { _ in }) throws(SocketError) {
        self.path = path
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(doing: "socket", number: errno) }
        self.descriptor = descriptor
        guard Endpoint.unix(path).withAddress({ bind(descriptor, $0, $1) }) == 0 else {
            let number = errno
            close(descriptor)
            throw SocketError(doing: "bind \(path)", number: number)
        }
        let log = self.log
        startThread {
            var buffer = [UInt8](repeating: 0, count: Self.longest)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                let now = MonotonicTime.now()
                let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
                log.messages.withLock { $0.append(Message(arrived: now, lines: lines)) }
                onArrival(lines)
            }
            close(descriptor)
        }
    }

    deinit {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }

    /// All that has come, in order.
    package var messages: [Message] { self.log.messages.withLock { $0 } }

    /// The messages that have this line.
    package func messages(with line: String) -> [Message] { self.messages.filter { $0.lines.contains(line) } }

    private final class Log: Sendable {
        let messages = Mutex<[Message]>([])
    }
}
