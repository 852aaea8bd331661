import IPC
import NIOCore
import Shared

/// One part of a view's video as the hub holds it: immutable, its bytes shared by everybody who sends them.
struct MediaFragment: Sendable {
    /// What the worker said of it, with decode times of the view's own: they go on over epochs and workers.
    let part: MediaPart
    let opening: MediaOpening
    /// Counts how often the stream was opened anew, over all generations.
    let epoch: UInt64
    /// Counts the parts of a view over all generations; what feeds remember.
    let index: UInt64
    /// Where it was to be expected before it came, and so what it is called (``MediaPartName``).
    let name: MediaPartName
    /// Whether something is missing before it, or the stream was opened anew.
    let isDiscontinuous: Bool
    /// `moof` and `mdat`, in which these times stand.
    let bytes: ByteBuffer

    /// Whether a player can begin with it.
    var isIndependent: Bool { self.part.flags.contains(.independent) }
    var duration: Duration { .microseconds(Int64(self.part.duration)) }
    /// When its last picture has come, as far as its own clock tells.
    var capturedUntil: MonotonicTime { self.part.captured + self.duration }
}

/// A part's name, given before it comes: the segment it was expected in, and its place there.
///
/// Whether the next part begins a segment is known when it has come, and `EXT-X-PRELOAD-HINT` names it before. So the
/// first part of a segment is called after the last of the segment before it; players take names as they are.
struct MediaPartName: Sendable, Hashable, CustomStringConvertible {
    var segment: UInt64
    var part: Int

    var description: String { "\(self.segment).\(self.part)" }
}
