internal import CLinux
internal import Glibc
internal import IPC
internal import Shared

/// The worker's end of its socket to the supervisor.
///
/// Never blocks.
final class WorkerChannel {
    /// The supervisor hands the socket over as standard input, since swift-subprocess hands over nothing above 2.
    static let standardDescriptor: Int32 = STDIN_FILENO
    /// Bytes taken per read: a whole control message and the front of a picture to scale.
    private static let readSize = 64 * 1024
    /// Reads per turn of the loop, so that a 16 MiB upload does not keep it from its camera.
    private static let readsPerTurn = 8

    let descriptor: Int32
    private var decoder = MessageDecoder<[UInt8]>()
    private var queue = OutgoingQueue()
    private var encoder = MessageEncoder(generation: 0)

    init(descriptor: Int32) {
        self.descriptor = descriptor
        _ = linux_set_nonblocking(descriptor)
    }

    static func isSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && Int32(status.st_mode) & S_IFMT == S_IFSOCK
    }

    /// Stamped on every message from here on.
    var generation: UInt32 {
        get { self.encoder.generation }
        set { self.encoder.generation = newValue }
    }

    /// Whether the loop shall wait for the socket to become writable.
    var isWriting: Bool { !self.queue.isEmpty }

    /// Bytes of pictures and media that wait for the supervisor to read.
    var waitingPictureBytes: Int { self.queue.pictureBytes }

    // MARK: Sending

    func send(_ type: MessageType, _ value: some Encodable, sequence: UInt32 = 0) throws(Departure) {
        try self.append(self.encoder.control(type, value, sequence: sequence))
    }

    func send(_ type: MessageType, sequence: UInt32 = 0) throws(Departure) {
        try self.append(self.encoder.empty(type, sequence: sequence))
    }

    /// Sends a picture; the caller answers for how many wait.
    func send(_ payload: FramePayload, picture: [UInt8], sequence: UInt32 = 0) throws(Departure) {
        let prefix = self.encoder.framePrefix(payload, pictureLength: picture.count, sequence: sequence)
        self.queue.append(prefix: prefix, picture: picture)
        try self.flush()
    }

    /// Sends media; the caller answers for how much waits.
    func send(_ item: MediaItem) throws(Departure) {
        switch item {
        case .start(let start, let segment):
            let prefix = self.encoder.mediaStartPrefix(start, segmentLength: segment.count)
            self.queue.append(prefix: prefix, picture: segment)
        case .part(let part, let fragment):
            let prefix = self.encoder.mediaPartPrefix(part, fragmentLength: fragment.count)
            self.queue.append(prefix: prefix, picture: fragment)
        }
        try self.flush()
    }

    /// Sends what is encoded already and counts as pictures do; the caller answers for how much waits.
    func send(_ type: MessageType, body: [UInt8]) throws(Departure) {
        self.queue.append(prefix: self.encoder.prefix(type, bodyLength: body.count), picture: body)
        try self.flush()
    }

    private func append(_ message: [UInt8]) throws(Departure) {
        guard self.queue.append(control: message) else {
            throw Departure(.internal, "the supervisor does not read: \(OutgoingQueue.mostControlBytes) bytes wait")
        }
        try self.flush()
    }

    /// Writes what the socket takes.
    func flush() throws(Departure) {
        let descriptor = self.descriptor
        let outcome = self.queue.drain { first, second in
            var parts = (
                iovec(iov_base: UnsafeMutableRawPointer(mutating: first.baseAddress), iov_len: first.count),
                iovec(iov_base: UnsafeMutableRawPointer(mutating: second.baseAddress), iov_len: second.count)
            )
            let count = withUnsafeBytes(of: &parts) {
                writev(descriptor, $0.bindMemory(to: iovec.self).baseAddress, 2)
            }
            if count >= 0 { return .wrote(count) }
            return errno == EAGAIN || errno == EINTR ? .full : .failed(errorNumber: errno)
        }
        if case .failed(let errorNumber) = outcome { throw Self.gone(errorNumber) }
    }

    // MARK: Receiving

    /// Takes what has arrived, at most ``readsPerTurn`` reads of it, and returns the whole messages.
    func receive() throws(Departure) -> [InboundMessage] {
        var messages: [InboundMessage] = []
        for _ in 0..<Self.readsPerTurn {
            let more = try self.readOnce(into: &messages)
            guard more else { break }
        }
        return messages
    }

    private func readOnce(into messages: inout [InboundMessage]) throws(Departure) -> Bool {
        let descriptor = self.descriptor
        return try withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 16) { buffer throws(Departure) in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else {
                if count == 0 { throw Departure(.asked, "the supervisor closed the channel") }
                if errno == EAGAIN || errno == EINTR { return false }
                throw Self.gone(errno)
            }
            do throws(ProtocolError) {
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                try self.decoder.feed(bytes) { header, type, body throws(ProtocolError) in
                    messages.append(InboundMessage(header: header, type: type, body: body))
                }
            } catch {
                throw Departure(error)
            }
            return count == buffer.count
        }
    }

    /// ECONNRESET is EOF with unread bytes, EPIPE the same from the writing side: the supervisor is gone.
    private static func gone(_ errorNumber: Int32) -> Departure {
        if errorNumber == ECONNRESET || errorNumber == EPIPE {
            return Departure(.asked, "the supervisor closed the channel")
        }
        return Departure(.internal, "channel: \(String(cString: strerror(errorNumber)))")
    }
}
