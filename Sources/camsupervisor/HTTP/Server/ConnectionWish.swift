import NIOCore
import NIOHTTP1

/// Says in one way whether the client wants its connection closed after the answer.
///
/// Hummingbird looks for exactly `Connection: close` and never at the version, which the HTTP types do not have any more
/// behind the codec: an HTTP/1.0 client that reads to the end would wait for a minute (RFC 9112 §9.3).
final class ConnectionWish: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = self.unwrapInboundIn(data), !head.isKeepAlive else {
            return context.fireChannelRead(data)
        }
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        context.fireChannelRead(self.wrapInboundOut(.head(head)))
    }
}
