import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Shared

@testable import camsupervisor

/// A connection as the listener builds it, bytes at both ends, with an application that answers when it is told to.
final class ServerPipeline {
    let channel = EmbeddedChannel()
    let application = Application()
    let hub: FrameHub
    let camera: CameraID
    private var written = ""

    init(
        timeouts: ConnectionGuard.Timeouts = .init(),
        onGivingUp: @escaping @Sendable (Refusals.Kind) -> Void = { _ in }
    ) throws {
        self.camera = try CameraID("yard")
        let configuration = CameraConfiguration(
            id: self.camera,
            name: "Yard",
            source: .demo(.init()),
            staleAfter: .seconds(10)
        )
        self.hub = FrameHub(cameras: [configuration])
        let status = CameraStatus(
            id: self.camera,
            name: "Yard",
            platform: "demo",
            stateSince: WallTime(nanoseconds: 0)
        )
        let streams = StreamAdmission(
            board: CameraBoard([.init(configuration: configuration, status: status)]),
            hub: self.hub,
            rules: Replaceable(FrontRules()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let connectionGuard = ConnectionGuard(timeouts: timeouts, onGivingUp: onGivingUp)
        let operations = self.channel.pipeline.syncOperations
        // As in HTTP1Channel.
        try operations.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: false,
            withOutboundHeaderValidation: false
        )
        try operations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try operations.addHandlers([
            connectionGuard,
            StreamTakeover(streams: streams, origin: .network, connectionGuard: connectionGuard),
            self.application,
        ])
        try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Bytes from the client; those after a close are lost as they would be.
    func send(_ text: String) {
        guard self.channel.isActive else { return }
        _ = try? self.channel.writeInbound(ByteBuffer(string: text))
        self.channel.embeddedEventLoop.run()
    }

    /// Everything the client has got.
    var received: String {
        while let buffer = try? self.channel.readOutbound(as: ByteBuffer.self) {
            self.written += String(buffer: buffer)
        }
        return self.written
    }

    func pass(_ time: TimeAmount) { self.channel.embeddedEventLoop.advanceTime(by: time) }

    var isOpen: Bool { self.channel.isActive }

    /// The client goes.
    func end() throws { _ = try self.channel.finish(acceptAlreadyClosed: true) }

    /// What stands in for Hummingbird: one request after the other, answered when the test says so.
    final class Application: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        typealias OutboundOut = HTTPResponsePart

        /// Requests whose end has been read, by path.
        private(set) var requests: [String] = []
        private(set) var errors = 0
        var answersAtOnce = false
        private var unanswered: [String] = []
        private var reading: String?
        private var context: ChannelHandlerContext?

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch self.unwrapInboundIn(data) {
            case .head(let request): self.reading = request.path ?? ""
            case .body: break
            case .end:
                self.requests.append(self.reading ?? "")
                self.unanswered.append(self.reading ?? "")
                if self.answersAtOnce { self.answer() }
            }
        }

        /// As Hummingbird does: what is broken is answered with 400 after everything before it, then nothing more.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.errors += 1
            self.refuseWhenAnswered()
        }

        private func refuseWhenAnswered() {
            guard let context, self.errors > 0, self.unanswered.isEmpty else { return }
            let head = HTTPResponse(status: .badRequest, headerFields: [.contentLength: "0"])
            context.write(self.wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
            context.close(promise: nil)
        }

        /// Answers the oldest request.
        func answer(flushes: Bool = true) {
            guard let context, !self.unanswered.isEmpty else { return }
            let body = ByteBuffer(string: "answer to \(self.unanswered.removeFirst())")
            let length = "\(body.readableBytes)"
            let head = HTTPResponse(status: .ok, headerFields: [.contentLength: length])
            context.write(self.wrapOutboundOut(.head(head)), promise: nil)
            context.write(self.wrapOutboundOut(.body(body)), promise: nil)
            context.write(self.wrapOutboundOut(.end(nil)), promise: nil)
            if flushes { context.flush() }
            self.refuseWhenAnswered()
        }

        /// Answers the request that is still being read, before its body has come.
        func answerEarly() {
            guard let context else { return }
            let head = HTTPResponse(status: .notFound, headerFields: [.contentLength: "0"])
            context.write(self.wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        }

        /// Writes an answer's head and a piece of its body, and leaves the rest.
        func beginAnswer() {
            guard let context else { return }
            let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "1000"])
            context.write(self.wrapOutboundOut(.head(head)), promise: nil)
            context.write(self.wrapOutboundOut(.body(ByteBuffer(string: "x"))), promise: nil)
        }
    }
}
