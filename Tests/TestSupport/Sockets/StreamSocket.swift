import CLinux
import Glibc
import IPC
package import Shared

/// A connected stream socket whose every operation has a deadline.
///
/// For threads: it blocks.
///
/// Closed at deinit and not before, so that no thread can meet a descriptor that already belongs to somebody else;
/// ``shutDown()`` ends the connection at once.
package final class StreamSocket: Sendable {
    private let descriptor: Int32

    /// Takes over a connected, non-blocking descriptor.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        // Fails for Unix sockets, which do not wait to fill a segment anyway.
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        close(self.descriptor)
    }

    /// - Parameter receiveBuffer: bytes the kernel may hold for us; small ones make a slow reader felt at once.
    package static func connect(
        to endpoint: Endpoint,
        by deadline: MonotonicTime,
        receiveBuffer: Int32? = nil
    ) throws(SocketError) -> StreamSocket {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(endpoint.family, kind, 0)
        guard descriptor >= 0 else { throw SocketError(doing: "socket", number: errno) }
        let connection = StreamSocket(descriptor: descriptor)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        let doing = "connect to \(endpoint)"
        if endpoint.withAddress({ Glibc.connect(descriptor, $0, $1) }) == 0 { return connection }
        guard errno == EINPROGRESS else { throw SocketError(doing: doing, number: errno) }
        guard connection.wait(for: Int32(POLLOUT), until: deadline) != 0 else {
            throw SocketError(doing: doing, number: ETIMEDOUT)
        }
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length)
        guard number == 0 else { throw SocketError(doing: doing, number: number) }
        return connection
    }

    /// Writes all of `bytes`.
    package func write(_ bytes: some Collection<UInt8>, by deadline: MonotonicTime) throws(SocketError) {
        let bytes = Array(bytes)
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes {
                send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                offset += count
                continue
            }
            guard errno == EAGAIN || errno == EINTR else { throw SocketError(doing: "write", number: errno) }
            guard self.wait(for: Int32(POLLOUT), until: deadline) != 0 else {
                throw SocketError(doing: "write byte \(offset) of \(bytes.count)", number: ETIMEDOUT)
            }
        }
    }

    /// What has come, at least one byte; empty when the other end has closed.
    package func read(atMost limit: Int = 65_536, by deadline: MonotonicTime) throws(SocketError) -> [UInt8] {
        while true {
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
                let count = recv(self.descriptor, buffer.baseAddress, limit, 0)
                failure = count < 0 ? errno : 0
                filled = max(0, count)
            }
            if failure == 0 { return bytes }
            guard failure == EAGAIN || failure == EINTR else { throw SocketError(doing: "read", number: failure) }
            guard self.wait(for: Int32(POLLIN), until: deadline) != 0 else {
                throw SocketError(doing: "read", number: ETIMEDOUT)
            }
        }
    }

    /// Waits until the other end goes away or the deadline comes; true when it went away.
    ///
    /// What it sends meanwhile stays unread.
    package func waitForDisconnect(until deadline: MonotonicTime) -> Bool {
        self.wait(for: Int32(linux_poll_peer_closed), until: deadline) != 0
    }

    /// Whether the other end has gone away.
    package var isDisconnected: Bool { self.waitForDisconnect(until: .now()) }

    /// Ends the connection in both directions; whoever waits on it wakes.
    package func shutDown() {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }

    /// Takes no more, and wakes whoever waits on it; what was written still goes out, and a reset is still possible.
    package func shutDownReading() {
        shutdown(self.descriptor, Int32(SHUT_RD))
    }

    /// Sends the end of our side; the other may go on.
    package func shutDownWriting() {
        shutdown(self.descriptor, Int32(SHUT_WR))
    }

    /// Makes the coming close a reset (RST) instead of an orderly end.
    package func resetWhenClosed() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// The events that came (errors included), 0 when the deadline did.
    private func wait(for events: Int32, until deadline: MonotonicTime) -> Int32 {
        while true {
            let left = deadline.since(MonotonicTime.now()).wholeNanoseconds
            // Rounded up: a wait that ends before its deadline would spin.
            let milliseconds = Int32(clamping: (left + 999_999) / 1_000_000)
            var entry = pollfd(fd: self.descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
            let count = poll(&entry, 1, milliseconds)
            if count > 0 { return Int32(entry.revents) }
            if count == 0 { return 0 }
            precondition(errno == EINTR, "poll on a socket we own")
        }
    }
}
