import IPC

/// What a decoder delivered.
struct DecodedMessage: Hashable {
    var header: MessageHeader
    var type: MessageType
    var body: [UInt8]
}

/// Feeds a decoder and collects what it delivers.
struct DecoderHarness {
    var decoder = MessageDecoder<[UInt8]>()
    var messages: [DecodedMessage] = []

    mutating func feed(_ bytes: [UInt8]) throws(ProtocolError) {
        var delivered: [DecodedMessage] = []
        let result = bytes.withUnsafeBytes { raw -> Result<Void, ProtocolError> in
            do throws(ProtocolError) {
                try self.decoder.feed(raw) { (header, type, body) throws(ProtocolError) in
                    delivered.append(DecodedMessage(header: header, type: type, body: body))
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        self.messages += delivered
        try result.get()
    }

    /// All messages in `stream`, which must be valid.
    static func decode(_ stream: [UInt8]) throws(ProtocolError) -> [DecodedMessage] {
        var harness = DecoderHarness()
        try harness.feed(stream)
        return harness.messages
    }
}

/// A message made by hand, so that it may be wrong.
func rawMessage(
    type: UInt16,
    flags: UInt16 = 0,
    length: UInt32? = nil,
    sequence: UInt32 = 0,
    generation: UInt32 = 0,
    body: [UInt8] = []
) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(length ?? UInt32(body.count))
    bytes.appendLittleEndian(type)
    bytes.appendLittleEndian(flags)
    bytes.appendLittleEndian(sequence)
    bytes.appendLittleEndian(generation)
    return bytes + body
}
