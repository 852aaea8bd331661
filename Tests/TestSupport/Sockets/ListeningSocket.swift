import CLinux
import Glibc

/// A listening socket of 127.0.0.1.
///
/// Closed at deinit; ``shutDown()`` wakes a blocked ``accept()``.
final class ListeningSocket: Sendable {
    let port: UInt16
    private let descriptor: Int32

    /// - Parameter reusingAddress: take the port although old connections of it are still in TIME_WAIT.
    init(port: UInt16, reusingAddress: Bool = true) throws(SocketError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(doing: "socket", number: errno) }
        self.descriptor = descriptor
        self.port = port
        var on: Int32 = 1
        if reusingAddress {
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        guard Endpoint.port(port).withAddress({ bind(descriptor, $0, $1) }) == 0 else {
            throw SocketError(doing: "bind 127.0.0.1:\(port)", number: errno)
        }
        guard listen(descriptor, 256) == 0 else { throw SocketError(doing: "listen", number: errno) }
    }

    deinit {
        close(self.descriptor)
    }

    /// The next connection, or `nil` when the listener was shut down.
    func accept() -> StreamSocket? {
        while true {
            let result = linux_accept(self.descriptor)
            if result >= 0 { return StreamSocket(descriptor: result) }
            guard [EINTR, ECONNABORTED].contains(-result) else { return nil }
        }
    }

    func shutDown() {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }
}
