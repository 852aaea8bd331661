internal import Shared

/// A whole picture as a source delivers it; its place in the view's sequence comes later.
struct Picture: Equatable {
    var bytes: [UInt8]
    var format: PictureFormat
    /// Pixels as the header claims; 0 when it does not say.
    var width: UInt32
    var height: UInt32
    /// When its first byte arrived, or the request for it was sent; the earlier is the honest one.
    var captured: MonotonicTime
    var capturedWall: WallTime
}

extension Picture {
    /// One that was judged.
    init(_ bytes: [UInt8], _ identity: PictureIdentity, captured: MonotonicTime, wall: WallTime) {
        self.init(
            bytes: bytes,
            format: identity.format,
            width: UInt32(clamping: identity.width),
            height: UInt32(clamping: identity.height),
            captured: captured,
            capturedWall: wall
        )
    }

    /// One that we drew ourselves.
    init(_ drawn: RenderedPicture, captured: MonotonicTime, wall: WallTime) {
        self.init(
            bytes: drawn.jpeg,
            format: .jpeg,
            width: UInt32(drawn.size.width),
            height: UInt32(drawn.size.height),
            captured: captured,
            capturedWall: wall
        )
    }
}
