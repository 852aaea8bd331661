import NIOCore

/// Answers a connection for which there is no room: 503 before its request is even read, written raw, since no pipeline is
/// built for what is turned away.
final class TurnAway: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the client may take to have read it: closing at once, with its request unread, would reset the connection and
    /// throw the answer away (RFC 9112 §9.6).
    static let patience = TimeAmount.seconds(1)

    private static let answer = ByteBuffer(
        string: "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n"
            + "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\r\n"
    )

    private var end: Scheduled<Void>?

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        context.writeAndFlush(self.wrapOutboundOut(Self.answer), promise: nil)
        channel.close(mode: .output, promise: nil)
        self.end = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    }

    /// The request is read and forgotten.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end?.cancel()
    }
}
