import CLinux
import Glibc

/// A port of 127.0.0.1 that answers nobody, as a host does that is switched off: the kernel drops each SYN, because the
/// queue of connections that nobody accepts is full.
package final class FullListener: Sendable {
    package let port: UInt16
    /// The listener, and what fills its queue.
    private let descriptors: [Int32]

    /// More than a queue of length 0 takes (one, on Linux).
    private static let fillers = 4

    package init() throws(SocketError) {
        let port = try FreePort.take()
        self.port = port
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        var descriptors: [Int32] = []
        for number in 0...Self.fillers {
            let descriptor = socket(AF_INET, kind, 0)
            descriptors.append(descriptor)
            let done =
                number == 0
                ? Endpoint.port(port).withAddress { bind(descriptor, $0, $1) } == 0 && listen(descriptor, 0) == 0
                : Endpoint.port(port).withAddress { connect(descriptor, $0, $1) } == 0 || errno == EINPROGRESS
            guard done else {
                let number = errno
                for descriptor in descriptors { close(descriptor) }
                throw SocketError(doing: "fill the queue of 127.0.0.1:\(port)", number: number)
            }
        }
        self.descriptors = descriptors
    }

    /// How many try to connect; among them may be a worker of another test, whose camera had the port before and is away.
    package var askers: Int {
        guard let bytes = try? readFile("/proc/net/tcp") else { return 0 }
        let hex = String(self.port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - hex.count) + hex
        // By socket: the table is read in pieces, and what moves in it meanwhile may be in two of them.
        let trying = String(decoding: bytes, as: UTF8.self).split(separator: "\n").reduce(into: Set<Substring>()) {
            seen,
            line in
            let columns = line.split(separator: " ")
            // 02: a SYN was sent.
            guard columns.count > 9, columns[2].hasSuffix(suffix), columns[3] == "02" else { return }
            seen.insert(columns[9])
        }
        return max(0, trying.count - Self.fillers)
    }

    deinit {
        for descriptor in self.descriptors { close(descriptor) }
    }
}
