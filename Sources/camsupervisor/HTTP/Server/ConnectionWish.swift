import DequeModule
import NIOCore
import NIOHTTP1

/// Says in one way whether the client wants its connection closed after the answer, and tells the client what becomes of it.
///
/// Hummingbird looks for exactly `Connection: close` and never at the version, which the HTTP types do not have any more
/// behind the codec: an HTTP/1.0 client that reads to the end would wait for a minute (RFC 9112 §9.3). Nor does it say `close`
/// in its answers, or `keep-alive`, without which an HTTP/1.0 client that asked for it waits for the end as well (`ab -k`).
final class ConnectionWish: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What is to be said in the answers to the requests that are under way, in their order; `nil` says nothing.
    ///
    /// Bounded by what the channel reads ahead before it waits for the application.
    private var words: Deque<String?> = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = self.unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if head.isKeepAlive {
            self.words.append(head.version == .http1_0 ? "keep-alive" : nil)
        } else {
            self.words.append("close")
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        context.fireChannelRead(self.wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = self.unwrapOutboundIn(data), let word = self.words.popFirst() ?? nil,
            !head.headers.contains(name: "Connection")
        else { return context.write(data, promise: promise) }
        head.headers.add(name: "Connection", value: word)
        context.write(self.wrapOutboundOut(.head(head)), promise: promise)
    }
}
