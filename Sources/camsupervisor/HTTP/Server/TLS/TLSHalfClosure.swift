import NIOCore

/// Stands in for what a TLS connection cannot do: close our input and go on writing.
///
/// Hummingbird does that to end a connection at the end of the service; NIOSSL refuses it, and an idle connection would
/// be waited for until its client leaves. So what is behind is told that nothing more comes, and when it has written its
/// last, the connection is closed both ways.
final class TLSHalfClosure: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var isInputClosed = false

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input:
            self.isInputClosed = true
            promise?.succeed()
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        case .output where self.isInputClosed: context.close(mode: .all, promise: promise)
        case .output, .all: context.close(mode: mode, promise: promise)
        }
    }
}
