import CLinux
import Glibc
import Synchronization

/// A TCP port of 127.0.0.1 that is free and handed out once per test process.
///
/// Not simply "bind to 0 and close": such a port lies in the range the kernel also takes the ports of outgoing connections
/// from, so between closing it and the server's own `bind` any client of a parallel test may sit on it. These lie below that
/// range (32768, `ip_local_port_range`) and above the well-known ones.
package enum FreePort {
    private static let range: Range<UInt16> = 20_000..<32_000
    /// Where the next search begins; by process, so that two test processes rarely meet.
    private static let next = Atomic<UInt32>(UInt32(getpid()) &* 97)

    /// - Throws: ``SocketError`` when no port of the whole range is free.
    package static func take() throws(SocketError) -> UInt16 {
        for _ in Self.range {
            let step = Self.next.add(1, ordering: .relaxed).newValue
            let port = Self.range.lowerBound + UInt16(step % UInt32(Self.range.count))
            // Without SO_REUSEADDR on purpose: a port in TIME_WAIT is not free for every server.
            if let listener = try? ListeningSocket(port: port, reusingAddress: false) {
                _ = listener
                return port
            }
        }
        throw SocketError(doing: "find a free port", number: EADDRINUSE)
    }
}
