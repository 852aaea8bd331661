import NIOCore

/// The lines of `/api/stream` to its messages.
///
/// Pure; as much of the format as ours is (no names, no `retry`).
struct ServerSentEvents: Sendable {
    struct Message: Sendable, Hashable {
        /// What a client that comes back says it has; `nil` for a heartbeat.
        var id: String?
        var data: String
    }

    /// Bytes of a message without an end: the largest event has two states with 16 KiB of attributes each, or 64 KiB.
    static let longest = 4 * 1024 * 1024

    struct TooLong: Error, CustomStringConvertible {
        var description: String { "an event is longer than \(ServerSentEvents.longest) bytes" }
    }

    private var rest = ByteBuffer()
    private var id: String?
    private var data: [String] = []

    /// Takes some bytes.
    ///
    /// - Returns: the messages that are whole now.
    mutating func feed(_ bytes: ByteBuffer) throws(TooLong) -> [Message] {
        self.rest.writeImmutableBuffer(bytes)
        var messages: [Message] = []
        while let end = self.rest.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let line = self.rest.readString(length: end - self.rest.readerIndex) ?? ""
            self.rest.moveReaderIndex(forwardBy: 1)
            if let message = self.take(line) { messages.append(message) }
        }
        self.rest.discardReadBytes()
        guard self.rest.readableBytes <= Self.longest else { throw TooLong() }
        return messages
    }

    private mutating func take(_ line: String) -> Message? {
        guard !line.isEmpty else {
            defer { (self.id, self.data) = (nil, []) }
            return self.data.isEmpty ? nil : Message(id: self.id, data: self.data.joined(separator: "\n"))
        }
        if line.hasPrefix("id: ") { self.id = String(line.dropFirst(4)) }
        if line.hasPrefix("data: ") { self.data.append(String(line.dropFirst(6))) }
        return nil
    }
}
