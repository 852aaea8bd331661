/// One piece of an upload: `flags u16 · typeLength u16`, the content type (first chunk only), then body bytes.
///
/// The upload is named by `MessageHeader.sequence`; its answer is a `result` with that sequence. A body ends with the
/// flag `last`; `abort` says that the sender went away and nothing of it counts.
package struct PushChunk: Hashable, Sendable {
    package var flags: Flags
    /// The request's `Content-Type`, in the first chunk only.
    package var contentType: String

    package static let headerLength = 4 + maximumContentType
    /// Longest `Content-Type` passed on, bytes; a boundary has at most 70 (RFC 2046 §5.1.1).
    package static let maximumContentType = 1024

    package struct Flags: OptionSet, Hashable, Sendable {
        package var rawValue: UInt16

        package init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        package static let first = Flags(rawValue: 1)
        package static let last = Flags(rawValue: 2)
        package static let abort = Flags(rawValue: 4)
    }

    package init(flags: Flags, contentType: String = "") {
        precondition(contentType.utf8.count <= Self.maximumContentType, "the HTTP side bounds it")
        self.flags = flags
        self.contentType = contentType
    }

    /// Reads the front of a body; the upload's bytes begin at ``encodedLength``.
    package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
        guard bytes.count >= 4 else { throw .malformed(type: .push, reason: "\(bytes.count) bytes") }
        self.flags = Flags(rawValue: bytes.littleEndian(at: 0))
        let length = Int(bytes.littleEndian(at: 2) as UInt16)
        guard length <= Self.maximumContentType, bytes.count >= 4 + length else {
            throw .malformed(type: .push, reason: "content type of \(length) bytes in \(bytes.count)")
        }
        // Repaired it would be longer, and the upload's own bytes would be taken from the wrong place.
        guard let contentType = String(validating: bytes[4..<(4 + length)], as: UTF8.self) else {
            throw .malformed(type: .push, reason: "content type is no UTF-8")
        }
        self.contentType = contentType
    }

    /// Bytes before the upload's own.
    package var encodedLength: Int { 4 + self.contentType.utf8.count }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.flags.rawValue)
        bytes.appendLittleEndian(UInt16(self.contentType.utf8.count))
        bytes.append(contentsOf: self.contentType.utf8)
    }
}
