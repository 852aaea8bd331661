/// Asks a worker to scale the picture that follows: `width u32 · height u32`, then a ``FramePayload`` and its bytes.
///
/// The hub sends the picture it would have served, because the worker that delivered it may be gone.
package struct ScaleRequest: Hashable, Sendable {
    /// The box to fit into, pixels; 0 leaves that side free.
    ///
    /// Never enlarges, keeps the aspect.
    package var width: UInt32
    package var height: UInt32

    package static let headerLength = 8

    package init(width: UInt32, height: UInt32) {
        self.width = width
        self.height = height
    }

    package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
        guard bytes.count > Self.headerLength else {
            throw .malformed(type: .scale, reason: "\(bytes.count) bytes hold no picture")
        }
        self.width = bytes.littleEndian(at: 0)
        self.height = bytes.littleEndian(at: 4)
    }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.width)
        bytes.appendLittleEndian(self.height)
    }
}
