import NIOCore
import NIOHTTP1

/// Refuses a request of HTTP/1.1 without a `Host`, and any with two (RFC 9112 §3.2): which of two would be believed is
/// nothing to be left to chance where names decide who is served.
///
/// Treated like bytes that are no HTTP: 400 after the answers before it, then the end of the connection.
final class HostRule: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private var isBroken = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isBroken else { return }
        if case .head(let head) = self.unwrapInboundIn(data), !Self.isObeyed(by: head) {
            self.isBroken = true
            context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
            return
        }
        context.fireChannelRead(data)
    }

    private static func isObeyed(by head: HTTPRequestHead) -> Bool {
        let count = head.headers["Host"].count
        return count == 1 || (count == 0 && head.version == .http1_0)
    }
}
