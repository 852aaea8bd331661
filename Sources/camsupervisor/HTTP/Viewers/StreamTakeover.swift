import HTTPTypes
import Logging
import NIOCore
import NIOHTTPTypes
import Shared

/// Finds requests for a stream and takes their connection away from Hummingbird.
///
/// A viewer served by a channel handler costs 30–45 µs per 100 kB frame, by an async body writer 45–70 µs (design §9). The
/// takeover happens only when no response is outstanding on the connection: pipelined requests would otherwise
/// be answered *inside* the multipart body. Requests behind the stream's are dropped; the connection is a stream
/// from then on. What is no allowed stream is passed on, and the route answers with the error.
final class StreamTakeover: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Most requests held behind an outstanding response, parts counted; a browser pipelines none.
    static let maximumHeldParts = 64

    private let streams: StreamAdmission
    private let origin: RequestOrigin
    private let connectionGuard: ConnectionGuard
    private var outstanding = 0
    private var held: [HTTPRequestPart] = []
    /// What the decoder complained of behind a held request.
    private var heldError: (any Error)?
    private var isTaken = false

    init(streams: StreamAdmission, origin: RequestOrigin, connectionGuard: ConnectionGuard) {
        self.connectionGuard = connectionGuard
        self.streams = streams
        self.origin = origin
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isTaken else { return }
        let part = self.unwrapInboundIn(data)
        if !self.held.isEmpty {
            guard self.held.count < Self.maximumHeldParts else { return context.close(promise: nil) }
            self.held.append(part)
            return
        }
        self.pass(part, context: context)
    }

    /// A broken request behind a stream's is not answered: the 400 would stand inside the stream.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !self.isTaken else { return }
        guard self.held.isEmpty else {
            self.heldError = error
            return
        }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !self.isTaken else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let isEnd = if case .end = self.unwrapOutboundIn(data) { true } else { false }
        context.write(data, promise: promise)
        guard isEnd else { return }
        self.outstanding -= 1
        self.releaseHeld(context: context)
    }

    /// Hands a part on, unless it is a stream's head: that is taken over now or held until nothing is outstanding.
    private func pass(_ part: HTTPRequestPart, context: ChannelHandlerContext) {
        if case .head(let request) = part {
            if let viewer = self.streams.admit(request, origin: self.origin, on: context.eventLoop) {
                guard self.outstanding == 0 else {
                    self.held.append(part)
                    return
                }
                return self.take(context, viewer)
            }
            self.outstanding += 1
        }
        context.fireChannelRead(self.wrapInboundOut(part))
    }

    /// The first held part is always a stream's head.
    private func releaseHeld(context: ChannelHandlerContext) {
        guard self.outstanding == 0, !self.held.isEmpty else { return }
        let parts = self.held
        self.held = []
        for part in parts where !self.isTaken {
            if self.held.isEmpty { self.pass(part, context: context) } else { self.held.append(part) }
        }
        guard !self.isTaken, self.held.isEmpty, let error = self.heldError else { return }
        self.heldError = nil
        context.fireErrorCaught(error)
    }

    /// Bytes the kernel may hold for a viewer that were not sent yet: one 100 kB frame and the start of the next.
    private static let unsentLimit: ChannelOptions.Types.SocketOption.Value = 128 * 1024

    /// TCP_NOTSENT_LOWAT (tcp(7), Linux 3.12): without it the kernel's send buffer grows to megabytes, and a viewer that
    /// was slow for a moment gets dozens of old frames before a new one.
    static func keepQueueShort(_ channel: any Channel) {
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: 25))
        // A Unix socket knows no such option and needs none.
        channel.setOption(option, value: Self.unsentLimit).whenFailure { _ in }
    }

    /// The viewer writes bytes, so it stands before the HTTP codec; what stands behind it sees nothing any more.
    private func take(_ context: ChannelHandlerContext, _ viewer: MJPEGViewer) {
        self.isTaken = true
        self.held = []
        self.connectionGuard.release()
        Self.keepQueueShort(context.channel)
        do {
            let pipeline = context.channel.pipeline.syncOperations
            try pipeline.addHandler(viewer, position: pipeline.outermost)
        } catch {
            context.close(promise: nil)
        }
    }
}
