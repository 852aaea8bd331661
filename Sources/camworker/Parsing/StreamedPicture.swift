internal import Shared

/// One whole picture out of a stream.
struct StreamedPicture: Hashable, Sendable {
    var bytes: [UInt8]
    /// Always complete.
    var identity: PictureIdentity
    /// When the picture's first byte arrived: its age counts from here, however slowly the rest came.
    var firstByteAt: MonotonicTime
}

/// What a stream held beside pictures; for logs and state.
struct StreamCounters: Hashable, Sendable {
    /// Pictures delivered.
    var pictures = 0
    /// Parts that were no picture, skipped.
    var otherParts = 0
    /// Pictures without their end, dropped.
    var truncated = 0
    /// Pictures above the size limit, dropped.
    var tooLarge = 0
    /// Parts whose Content-Length was not their length.
    var wrongLengths = 0
    /// Bytes outside of parts and pictures.
    var strayBytes = 0
}
