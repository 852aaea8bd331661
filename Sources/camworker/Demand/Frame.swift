internal import IPC
internal import Shared

/// A picture with its place in the view's sequence, ready to be sent.
struct Frame: Equatable {
    var payload: FramePayload
    var bytes: [UInt8]
}

extension Frame {
    /// A picture of ours, outside of the view's sequence.
    init(_ drawn: RenderedPicture, captured: MonotonicTime, wall: WallTime, flags: FramePayload.Flags) {
        self.payload = FramePayload(
            captured: captured,
            capturedWall: wall,
            sequence: 0,
            format: .jpeg,
            flags: flags,
            width: UInt32(drawn.size.width),
            height: UInt32(drawn.size.height)
        )
        self.bytes = drawn.jpeg
    }
}
