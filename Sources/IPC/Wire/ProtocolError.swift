/// A violation of the wire protocol.
///
/// Any of them ends the connection; it is never resynchronised.
package enum ProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A type we do not know, without the ignorable flag.
    case unknownType(UInt16)
    /// A body longer than its type allows.
    case tooLong(type: MessageType, length: UInt32)
    /// An ignorable message of unknown type longer than any message may be.
    case ignorableTooLong(type: UInt16, length: UInt32)
    /// A body that is not what its type says.
    case malformed(type: MessageType, reason: String)
    /// A known message at the wrong time or in the wrong direction.
    case unexpected(type: MessageType, phase: String)
    /// More messages than an honest peer has words for.
    case tooMany(kind: String, perSecond: Int)
    /// The peers have no protocol version in common.
    case version(ours: ClosedRange<Int>, theirs: ClosedRange<Int>)

    package var description: String {
        switch self {
        case .unknownType(let type):
            "message of unknown type \(type) that is not marked ignorable"
        case .tooLong(let type, let length):
            "\(type) message of \(length) bytes exceeds \(type.maximumLength)"
        case .ignorableTooLong(let type, let length):
            "ignorable message of type \(type) of \(length) bytes exceeds \(MessageDecoderLimits.ignorable)"
        case .malformed(let type, let reason):
            "malformed \(type) message: \(reason)"
        case .unexpected(let type, let phase):
            "\(type) message while \(phase)"
        case .tooMany(let kind, let perSecond):
            "more than \(perSecond) \(kind)s a second"
        case .version(let ours, let theirs):
            "no common protocol version: ours \(ours.lowerBound) to \(ours.upperBound), "
                + "theirs \(theirs.lowerBound) to \(theirs.upperBound)"
        }
    }
}
