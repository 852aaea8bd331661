/// Messages on their way to the supervisor, oldest first; the front one may be half written.
///
/// Pure: the caller brings the system call, and the queue keeps count.
struct OutgoingQueue {
    /// One message: header with fixed part, and a picture's bytes where there are any.
    private struct Message {
        var prefix: [UInt8]
        var picture: [UInt8]
        var length: Int { self.prefix.count + self.picture.count }
    }

    /// What a write came to.
    enum Outcome: Equatable {
        case wrote(Int)
        /// The socket is full; wait until it can be written.
        case full
        case failed(errorNumber: Int32)
    }

    /// Most bytes of control messages that wait, bytes: a thousand states.
    ///
    /// A supervisor that reads nothing for so long would have ended us by its pings.
    static let mostControlBytes = 256 * 1024

    private var messages = Fifo<Message>()
    private var written = 0
    private var controlBytes = 0
    /// Bytes of pictures that wait; what an upload's answer looks at.
    private(set) var pictureBytes = 0

    var isEmpty: Bool { self.messages.isEmpty }

    /// Adds a message without a picture.
    ///
    /// - Returns: `false` when the supervisor has read nothing for so long that the queue is full.
    mutating func append(control message: [UInt8]) -> Bool {
        guard self.controlBytes + message.count <= Self.mostControlBytes else { return false }
        self.controlBytes += message.count
        self.messages.append(Message(prefix: message, picture: []))
        return true
    }

    /// Adds a frame; who calls it keeps ``pictureBytes`` bounded.
    mutating func append(prefix: [UInt8], picture: [UInt8]) {
        self.pictureBytes += picture.count
        self.messages.append(Message(prefix: prefix, picture: picture))
    }

    /// Writes until the queue is empty, the socket is full, or a write fails.
    mutating func drain(
        _ write: (_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Outcome
    ) -> Outcome {
        while let message = self.messages.first {
            let skipped = self.written
            let outcome = message.prefix.withUnsafeBytes { prefix in
                message.picture.withUnsafeBytes { picture in
                    write(
                        UnsafeRawBufferPointer(rebasing: prefix.dropFirst(skipped)),
                        UnsafeRawBufferPointer(rebasing: picture.dropFirst(max(0, skipped - prefix.count)))
                    )
                }
            }
            guard case .wrote(let count) = outcome else { return outcome }
            self.written += count
            if self.written == message.length { self.finishFirst() }
        }
        return .wrote(0)
    }

    private mutating func finishFirst() {
        guard let message = self.messages.popFirst() else { return }
        self.written = 0
        if message.picture.isEmpty {
            self.controlBytes -= message.prefix.count
        } else {
            self.pictureBytes -= message.picture.count
        }
    }
}
