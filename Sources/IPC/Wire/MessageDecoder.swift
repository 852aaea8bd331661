/// Where a message's body is collected.
///
/// It grows with the bytes that arrive, never by what a header announces.
package protocol MessageBody: Sendable {
    init()
    mutating func append(_ bytes: UnsafeRawBufferPointer)
    var count: Int { get }
}

extension [UInt8]: MessageBody {
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        self.append(contentsOf: bytes)
    }
}

/// Limits of the decoder itself.
package enum MessageDecoderLimits {
    /// Largest skipped message, bytes: nothing that can be ignored needs more than a list.
    package static let ignorable = 2 * 1024 * 1024
}

/// Bytes to messages, incremental: feed it whatever a read returned, it calls back for each whole message.
///
/// Refuses as early as possible: an over-long or unknown message is an error as soon as its header is complete. After
/// an error the decoder stays broken, since the position of the next message is unknown.
package struct MessageDecoder<Body: MessageBody>: Sendable {
    private var header: [UInt8] = []
    private var current: MessageHeader?
    private var type: MessageType?
    private var body = Body()
    private var skipping = 0
    private var failure: ProtocolError?

    package init() {
        self.header.reserveCapacity(MessageHeader.encodedLength)
    }

    /// Whether the stream may end here without cutting a message.
    package var isBetweenMessages: Bool { self.header.isEmpty && self.current == nil && self.skipping == 0 }

    /// Takes `bytes` and hands each completed message to `deliver`, in order.
    ///
    /// - Parameter skip: called with the header of each ignorable message of unknown type, before its body is passed
    ///   over: the sender may make as many of them as of any other, and who counts messages counts these.
    /// - Throws: ``ProtocolError``, also from `deliver` and `skip`; again on every later call.
    package mutating func feed(
        _ bytes: UnsafeRawBufferPointer,
        skip: (MessageHeader) throws(ProtocolError) -> Void = { (_: MessageHeader) throws(ProtocolError) in },
        deliver: (MessageHeader, MessageType, consuming Body) throws(ProtocolError) -> Void
    ) throws(ProtocolError) {
        if let failure { throw failure }
        do {
            try self.consume(bytes, skip: skip, deliver: deliver)
        } catch {
            self.failure = error
            self.body = Body()
            throw error
        }
    }

    private mutating func consume(
        _ bytes: UnsafeRawBufferPointer,
        skip: (MessageHeader) throws(ProtocolError) -> Void,
        deliver: (MessageHeader, MessageType, consuming Body) throws(ProtocolError) -> Void
    ) throws(ProtocolError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if self.skipping > 0 {
                let skipped = min(self.skipping, rest.count)
                self.skipping -= skipped
                rest = rest.dropFirst(skipped)
                continue
            }
            guard let current, let type else {
                try self.collectHeader(from: &rest, skip: skip)
                if let current = self.current, let type = self.type, current.length == 0 {
                    try self.finish(current, type, deliver: deliver)
                }
                continue
            }
            let part = rest.prefix(Int(current.length) - self.body.count)
            self.body.append(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if self.body.count == Int(current.length) {
                try self.finish(current, type, deliver: deliver)
            }
        }
    }

    private mutating func collectHeader(
        from rest: inout UnsafeRawBufferPointer.SubSequence,
        skip: (MessageHeader) throws(ProtocolError) -> Void
    ) throws(ProtocolError) {
        let part = rest.prefix(MessageHeader.encodedLength - self.header.count)
        self.header.append(contentsOf: part)
        rest = rest.dropFirst(part.count)
        guard self.header.count == MessageHeader.encodedLength else { return }
        let decoded = self.header.withUnsafeBytes { MessageHeader(decoding: $0) }
        self.header.removeAll(keepingCapacity: true)
        guard let type = MessageType(rawValue: decoded.type) else {
            guard decoded.flags.contains(.ignorable) else { throw .unknownType(decoded.type) }
            guard decoded.length <= MessageDecoderLimits.ignorable else {
                throw .ignorableTooLong(type: decoded.type, length: decoded.length)
            }
            try skip(decoded)
            self.skipping = Int(decoded.length)
            return
        }
        guard decoded.length <= type.maximumLength else { throw .tooLong(type: type, length: decoded.length) }
        self.current = decoded
        self.type = type
    }

    private mutating func finish(
        _ header: MessageHeader,
        _ type: MessageType,
        deliver: (MessageHeader, MessageType, consuming Body) throws(ProtocolError) -> Void
    ) throws(ProtocolError) {
        let body = self.body
        self.body = Body()
        self.current = nil
        self.type = nil
        try deliver(header, type, body)
    }
}
