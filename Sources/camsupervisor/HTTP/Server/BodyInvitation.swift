import DequeModule
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Answers `Expect: 100-continue` when the application begins to read the body (RFC 9110 §10.1.1).
///
/// Not before, so that who is refused need not send it. Neither NIO nor Hummingbird answers it; curl waits for a second with
/// each body above 1 MB, others for ever. A client that was refused may send its body all the same or may not, and nobody
/// can tell which: so that its next request is not taken for that body, the connection ends with the refusal.
final class BodyInvitation: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The application reads the body of the request it is at; triggered as an outbound event.
    struct BodyWanted: Sendable {}

    /// Of the requests under way, in their order, whether the client still waits to be told.
    ///
    /// Bounded by what the channel reads ahead before it waits for the application.
    private var waits: Deque<Bool> = []
    private var isEnding = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head): self.waits.append(Self.isExpected(by: head))
        // It did not wait.
        case .body, .end: if !self.waits.isEmpty { self.waits[self.waits.count - 1] = false }
        }
        context.fireChannelRead(data)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        guard self.waits.first == true else { return }
        self.waits[0] = false
        // Past everybody who takes a head for the answer.
        context.writeAndFlush(
            self.wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
            promise: nil
        )
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head(var head) where self.waits.popFirst() == true:
            self.isEnding = true
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .end where self.isEnding:
            let promise = promise ?? context.eventLoop.makePromise()
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            promise.futureResult.whenSuccess { bound.value.close(mode: .output, promise: nil) }
            context.write(data, promise: promise)
        default:
            context.write(data, promise: promise)
        }
    }

    /// HTTP/1.0 knows no such thing and is not to be answered so.
    private static func isExpected(by head: HTTPRequestHead) -> Bool {
        head.version != .http1_0
            && head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
            && (head.headers.contains(name: "Transfer-Encoding")
                || head.headers.first(name: "Content-Length").map { $0 != "0" } == true)
    }
}

extension Request {
    /// The same request, whose client is told to go on when its body is read.
    func invitingBody(on channel: any Channel) -> Request {
        guard self.headers[.expect] != nil else { return self }
        var request = self
        request.body = RequestBody(asyncSequence: InvitedBody(body: self.body, channel: channel))
        return request
    }
}

/// A body that is asked for when its first piece is.
private struct InvitedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: RequestBody
    let channel: any Channel

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: self.body.makeAsyncIterator(), uninvited: self.channel)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: RequestBody.AsyncIterator
        var uninvited: (any Channel)?

        @concurrent
        mutating func next() async throws -> ByteBuffer? {
            self.uninvited?.triggerUserOutboundEvent(BodyInvitation.BodyWanted(), promise: nil)
            self.uninvited = nil
            return try await self.pieces.next()
        }
    }
}
