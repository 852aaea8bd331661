import IPC
package import Shared

/// One connection to a server: requests may be pipelined, cut, or wrong; answers are read one by one.
///
/// Blocks, so use it inside ``HTTPClient/connected(receiveBuffer:_:)`` or ``onThread(_:)``. Every operation gives up
/// after `timeout`.
package final class HTTPConnection {
    package let socket: StreamSocket
    package var timeout: Duration { self.arrivals.timeout }
    /// When the last read brought bytes.
    package var lastArrival: MonotonicTime { self.arrivals.last }
    private let arrivals: Arrivals
    private let reader: ByteReader

    package init(to endpoint: Endpoint, timeout: Duration = .seconds(60), receiveBuffer: Int32? = nil) throws {
        let socket = try StreamSocket.connect(
            to: endpoint,
            by: MonotonicTime.now() + timeout,
            receiveBuffer: receiveBuffer
        )
        let arrivals = Arrivals(timeout: timeout)
        self.socket = socket
        self.arrivals = arrivals
        self.reader = ByteReader {
            let bytes = try socket.read(by: MonotonicTime.now() + arrivals.timeout)
            arrivals.last = MonotonicTime.now()
            return bytes
        }
    }

    package func send(_ request: HTTPRequest) throws {
        try self.send(request.bytes)
    }

    package func send(_ bytes: some Collection<UInt8>) throws {
        try self.socket.write(bytes, by: MonotonicTime.now() + self.timeout)
    }

    /// Reads a whole answer; `method` is that of its request, because HEAD has no body.
    package func readResponse(to method: String = "GET", maximumBody: Int = 64 << 20) throws -> HTTPResponse {
        let head = try self.readHead()
        return HTTPResponse(head: head, body: try self.readBody(head.framing(toMethod: method), maximumBody))
    }

    /// Sends and reads.
    package func answer(to request: HTTPRequest) throws -> HTTPResponse {
        try self.send(request)
        return try self.readResponse(to: request.method)
    }

    /// Reads up to and with the empty line.
    package func readHead() throws -> HTTPResponseHead {
        try HTTPResponseHead(parsing: self.reader.read(before: Array("\r\n\r\n".utf8), during: "in the head"))
    }

    /// What is there, at least one byte, at most `limit`; empty at the end.
    package func readSome(atMost limit: Int = 65_536) throws -> [UInt8] {
        try self.reader.readSome(atMost: limit)
    }

    /// Everything up to the end of the connection.
    package func readToEnd(maximum: Int = 64 << 20) throws -> [UInt8] {
        try Self.collect(maximum) {
            let more = try self.readSome()
            return more.isEmpty ? nil : more
        }
    }

    /// Whether the server has closed within `limit`; reads and drops what comes before.
    package func isClosedByServer(within limit: Duration) -> Bool {
        let deadline = MonotonicTime.now() + limit
        while true {
            do {
                if try self.socket.read(by: deadline).isEmpty { return true }
            } catch {
                return !error.isTimeout
            }
        }
    }

    /// The next chunk of a chunked body; `nil` after the last one and its trailers.
    package func readChunk() throws -> [UInt8]? {
        let line = try self.reader.readLine(during: "before a chunk")
        guard let count = Int(line.prefix { $0 != ";" }.trimmingBlanks(), radix: 16), count >= 0 else {
            throw HTTPClientError.malformed("chunk size '\(line)'")
        }
        guard count > 0 else {
            while try !self.reader.readLine(during: "in the trailers").isEmpty {}
            return nil
        }
        let chunk = try self.reader.readExactly(count, during: "in a chunk")
        guard try self.reader.readLine(during: "after a chunk").isEmpty else {
            throw HTTPClientError.malformed("a chunk of \(count) bytes does not end where it says")
        }
        return chunk
    }

    private func readBody(_ framing: HTTPResponseHead.Framing, _ maximum: Int) throws -> [UInt8] {
        switch framing {
        case .none: return []
        case .close: return try self.readToEnd(maximum: maximum)
        case .chunked: return try Self.collect(maximum) { try self.readChunk() }
        case .length(let count):
            guard count <= maximum else { throw HTTPClientError.tooLong("the body", limit: maximum) }
            return try self.reader.readExactly(count, during: "in the body")
        }
    }

    private static func collect(_ maximum: Int, _ next: () throws -> [UInt8]?) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try next() {
            bytes += more
            guard bytes.count <= maximum else { throw HTTPClientError.tooLong("the body", limit: maximum) }
        }
        return bytes
    }
}

/// What the reading closure and its connection share.
private final class Arrivals {
    let timeout: Duration
    var last = MonotonicTime.now()

    init(timeout: Duration) {
        self.timeout = timeout
    }
}
