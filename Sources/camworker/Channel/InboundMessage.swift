internal import IPC

/// A whole message as it came, its body not yet looked at.
struct InboundMessage {
    var header: MessageHeader
    var type: MessageType
    var body: [UInt8]
}
