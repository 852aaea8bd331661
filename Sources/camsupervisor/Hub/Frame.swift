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
    /// Part head, picture and delimiter in one piece, for a frame that many viewers send; see ``joined()``.
    private(set) var part: ByteBuffer?

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

    /// Receivers from which on a frame is joined: copying 93 kB costs what some six viewers save by one write in the place
    /// of three (measured).
    static let joinedFrom = 8

    /// The same frame with its part in one piece; the picture is a slice of it, so that it is held once.
    func joined() -> Frame {
        var part = ByteBuffer()
        part.reserveCapacity(
            self.partHead.readableBytes + self.picture.readableBytes + MJPEGParts.closing.readableBytes
        )
        part.writeImmutableBuffer(self.partHead)
        let start = part.writerIndex
        part.writeImmutableBuffer(self.picture)
        let picture = part.getSlice(at: start, length: self.picture.readableBytes) ?? self.picture
        part.writeImmutableBuffer(MJPEGParts.closing)
        var frame = Frame(
            payload: self.payload,
            generation: self.generation,
            picture: picture,
            version: self.version,
            contentVersion: self.contentVersion
        )
        frame.part = part
        return frame
    }

    /// How old the picture is, never negative.
    func age(at now: MonotonicTime) -> Duration { now.since(self.payload.captured) }
}
