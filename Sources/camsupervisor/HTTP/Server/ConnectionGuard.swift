import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Times out clients that do not get on: a header that never ends (slowloris), a body that drips, an answer that is not
/// read, a connection that is kept and not used.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long each phase may take.
    struct Timeouts: Sendable {
        /// From the connection to the end of the first header.
        var firstHeader = TimeAmount.seconds(10)
        /// From an answer to the end of the next header.
        var nextHeader = TimeAmount.seconds(60)
        /// Between two pieces of a body.
        var bodyPiece = TimeAmount.seconds(10)
        /// A whole body: 16 MiB at 2 Mbit/s take 67 s.
        var body = TimeAmount.seconds(120)
        /// From a piece of an answer until the client's kernel has taken it, so that the next can follow; 16 MiB again.
        var unreadAnswer = TimeAmount.seconds(120)
        /// From the answer to what was no request until the end: the client may still be sending, and nobody reads that;
        /// closing at once would reset the connection and throw the answer away (RFC 9112 §9.6).
        var afterNoRequest = TimeAmount.seconds(2)
    }

    private let timeouts: Timeouts
    /// Told why, when a client is given up; a kept connection that idles is nothing to tell of.
    private let onGivingUp: @Sendable (Refusals.Kind) -> Void
    private var timer: Scheduled<Void>?
    private var bodyDeadline = NIODeadline.distantFuture
    private var outstanding = 0
    private var isReleased = false

    init(timeouts: Timeouts = Timeouts(), onGivingUp: @escaping @Sendable (Refusals.Kind) -> Void = { _ in }) {
        self.timeouts = timeouts
        self.onGivingUp = onGivingUp
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { self.arm(self.timeouts.firstHeader, context, .slowHeader) }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.arm(self.timeouts.firstHeader, context, .slowHeader)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head:
            self.outstanding += 1
            self.bodyDeadline = context.eventLoop.now + self.timeouts.body
            self.arm(self.timeouts.bodyPiece, context, .slowBody)
        case .body:
            self.arm(min(self.timeouts.bodyPiece, self.bodyDeadline - context.eventLoop.now), context, .slowBody)
        case .end:
            // The answer is our business from here on, unless it was given before the body had come.
            if self.outstanding == 0 { self.arm(self.timeouts.nextHeader, context) } else { self.timer?.cancel() }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // With each piece: while a large one is not read, the end is not even written.
        self.arm(self.timeouts.unreadAnswer, context, .unreadAnswer)
        guard case .end = self.unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        let promise = promise ?? context.eventLoop.makePromise()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        promise.futureResult.whenSuccess {
            let (connectionGuard, context) = bound.value
            // Bytes that are no request are answered too, with 400, and were never counted.
            guard connectionGuard.outstanding > 0 else {
                return connectionGuard.arm(connectionGuard.timeouts.afterNoRequest, context, .noRequest)
            }
            connectionGuard.outstanding -= 1
            if connectionGuard.outstanding == 0 {
                connectionGuard.arm(connectionGuard.timeouts.nextHeader, context)
            }
        }
        context.write(data, promise: promise)
    }

    /// The connection has become a stream: a viewer may take as long as it likes.
    func release() {
        self.isReleased = true
        self.timer?.cancel()
    }

    private func arm(_ time: TimeAmount, _ context: ChannelHandlerContext, _ kind: Refusals.Kind? = nil) {
        self.timer?.cancel()
        guard !self.isReleased else { return }
        let channel = context.channel
        let onGivingUp = self.onGivingUp
        self.timer = context.eventLoop.scheduleTask(in: time) {
            if let kind { onGivingUp(kind) }
            channel.close(promise: nil)
        }
    }
}

extension ConnectionGuard.Timeouts {
    /// What the file says of them.
    init(_ file: HTTPConfiguration) {
        self.init(firstHeader: TimeAmount(file.headerTimeout), nextHeader: TimeAmount(file.idleTimeout))
    }
}
