import IPC
import NIOCore
import Shared

/// Somebody who waits for a frame: a viewer's stream or a request for a still.
struct FrameReceiver: Sendable {
    /// Who it is; the same for all waits of one viewer.
    let id: ObjectIdentifier
    /// Where ``receive`` is called; receivers of one loop are called together.
    let eventLoop: any EventLoop
    /// Takes the frame that was waited for; called once per wait.
    let receive: @Sendable (Frame) -> Void
}

/// What a receiver waits for.
struct FrameDemand: Sendable, Hashable {
    /// Only a frame with a higher version will do.
    var newerThan: UInt64
    /// Only a frame captured at or after this will do; `nil` for any.
    var capturedAfter: MonotonicTime?

    func accepts(_ frame: Frame) -> Bool {
        frame.version > self.newerThan && self.capturedAfter.map { frame.payload.captured >= $0 } ?? true
    }
}
