import IPC
import NIOCore
import Shared

/// One whole picture as the hub holds it: immutable, shared by everybody who sends it.
struct Frame: Sendable {
    /// What the worker said of it; already checked by ``FrameHub``.
    var payload: FramePayload
    /// Which worker of the camera made it.
    var generation: UInt32
    var picture: ByteBuffer
    /// Counts the frames of a view over all generations; what viewers remember.
    var version: UInt64
    /// Changes only when the bytes do, so that a static picture keeps its `ETag`.
    var contentVersion: UInt64

    /// How old the picture is, never negative.
    func age(at now: MonotonicTime) -> Duration { now.since(self.payload.captured) }
}
