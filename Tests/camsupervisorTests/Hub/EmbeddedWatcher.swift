import NIOEmbedded

@testable import camsupervisor

/// Somebody who waits on a loop that does nothing by itself.
final class EmbeddedWatcher {
    let loop = EmbeddedEventLoop()

    var receiver: FrameReceiver { FrameReceiver(id: ObjectIdentifier(self), eventLoop: self.loop) { _ in } }
}
