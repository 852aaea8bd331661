import IPC
import NIOCore
import Shared

/// One whole picture as the hub holds it: immutable, shared by everybody who sends it.
struct Frame: Sendable {
    /// What the worker said of it; already checked by ``FrameHub``.
    let payload: FramePayload
    /// Which worker of the camera made it.
    let generation: UInt32
    let picture: ByteBuffer
    /// Counts the frames of a view over all generations; what viewers remember.
    let version: UInt64
    /// Changes only when the bytes do, so that a static picture keeps its `ETag`.
    var contentVersion: UInt64
    /// What stands before the picture in a viewer's stream: made once, not once per viewer.
    let partHead: ByteBuffer

    init(
        payload: FramePayload,
        generation: UInt32,
        picture: ByteBuffer,
        version: UInt64,
        contentVersion: UInt64
    ) {
        self.payload = payload
        self.generation = generation
        self.picture = picture
        self.version = version
        self.contentVersion = contentVersion
        self.partHead = MJPEGParts.head(of: payload, length: picture.readableBytes)
    }

    /// How old the picture is, never negative.
    func age(at now: MonotonicTime) -> Duration { now.since(self.payload.captured) }
}
