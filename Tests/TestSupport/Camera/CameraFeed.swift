internal import IPC
internal import Shared
internal import Synchronization

/// An answer that goes on while a test writes it: the stream of events of one client.
///
/// What is sent before the client has got the head waits for it.
package final class CameraFeed: Sendable {
    /// Bytes that come by themselves.
    struct Tick {
        var every: Duration
        var bytes: [UInt8]
    }

    private enum Phase {
        case waiting([UInt8])
        case open(StreamSocket)
        /// With what was sent before the head was.
        case ended(CameraConnection.End, unsent: [UInt8])
    }

    /// A test that writes to a client that does not read is to fail, not to hang.
    private static let patience = Duration.seconds(20)

    private let fields: HTTPFields
    private let tick: Tick?
    private let isChunked: Bool
    private let phase = Mutex(Phase.waiting([]))
    private let isMute = Mutex(false)

    init(fields: HTTPFields, tick: Tick? = nil, isChunked: Bool = false) {
        self.fields = fields
        self.tick = tick
        self.isChunked = isChunked
    }

    var isEnded: Bool {
        self.phase.withLock { phase in
            if case .ended = phase { true } else { false }
        }
    }

    /// No tick any more: alive, and without a word.
    func mute() {
        self.isMute.withLock { $0 = true }
    }

    /// Sends bytes, in writes of `piece` bytes; false when the client has gone.
    @discardableResult
    func send(_ bytes: [UInt8], piece: Int = .max) -> Bool {
        self.phase.withLock { phase in
            switch phase {
            case .waiting(let before):
                phase = .waiting(before + bytes)
                return true
            case .open(let socket):
                return (try? self.write(bytes, piece: piece, to: socket)) != nil
            case .ended: return false
            }
        }
    }

    /// Ends the answer where it stands.
    func end(_ end: CameraConnection.End = .orderly) {
        self.phase.withLock { phase in
            var unsent: [UInt8] = []
            switch phase {
            case .waiting(let bytes): unsent = bytes
            // Its thread wakes of it, and closes as it is told here.
            case .open(let socket): socket.shutDownReading()
            case .ended(_, let bytes): unsent = bytes
            }
            phase = .ended(end, unsent: unsent)
        }
    }

    /// Sends the head and then whatever comes, until one of both ends it.
    func run(on connection: CameraConnection) throws -> CameraConnection.End {
        defer { self.end() }
        var fields = self.fields
        if self.isChunked { fields["Transfer-Encoding"] = "chunked" }
        try connection.sendHead(200, fields)
        try self.phase.withLock { phase in
            let before: [UInt8]
            switch phase {
            case .waiting(let bytes):
                before = bytes
                phase = .open(connection.socket)
            case .ended(_, let bytes): before = bytes
            case .open: return
            }
            if !before.isEmpty { try self.write(before, piece: .max, to: connection.socket) }
        }
        var next = MonotonicTime.now()
        while !self.isEnded {
            next = next + (self.tick?.every ?? CameraConnection.patience)
            guard !connection.socket.waitForDisconnect(until: next) else { break }
            if let tick, !self.isMute.withLock({ $0 }) { self.send(tick.bytes) }
        }
        return self.phase.withLock { phase in
            if case .ended(let end, _) = phase { end } else { .orderly }
        }
    }

    private func write(_ bytes: [UInt8], piece: Int, to socket: StreamSocket) throws(SocketError) {
        let deadline = MonotonicTime.now() + Self.patience
        for start in stride(from: 0, to: bytes.count, by: min(piece, max(1, bytes.count))) {
            let part = bytes[start..<min(bytes.count, start + min(piece, bytes.count))]
            let size = Array("\(String(part.count, radix: 16))\r\n".utf8)
            try socket.write(self.isChunked ? size + part + Array("\r\n".utf8) : Array(part), by: deadline)
        }
    }
}
