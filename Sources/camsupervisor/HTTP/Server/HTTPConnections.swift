import HTTPTypes
import Hummingbird
import HummingbirdCore
import IPC
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Shared

/// Serves HTTP on accepted connections: Hummingbird's HTTP/1 channel with our guards before it.
struct HTTPConnections: Sendable {
    typealias Connection = HTTP1Channel.Value

    let responder: RouterResponder<CameraRequestContext>
    let streams: StreamAdmission
    /// Which door a connection came through.
    let origin: @Sendable (any Channel) -> RequestOrigin
    let rules: Replaceable<FrontRules>
    var requests: RequestDurations? = nil
    let logger: Logger
    let refusals: Refusals
    /// `nil` where nobody speaks TLS, as on the control socket.
    var tls: TLSCertificates?

    /// Builds the pipeline of an accepted connection; on its loop.
    func setUp(_ channel: any Channel) -> EventLoopFuture<Connection> {
        do {
            try self.tls?.secure(channel)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return self.setUpHTTP(channel)
    }

    private func setUpHTTP(_ channel: any Channel) -> EventLoopFuture<Connection> {
        self.http(for: channel).setup(channel: channel, logger: self.logger).flatMapThrowing { connection in
            let pipeline = connection.channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandlers([HostRule(), BodyInvitation(), ConnectionWish()], position: .after(decoder))
            return connection
        }
    }

    /// Serves a connection until it ends.
    func serve(_ connection: Connection) async {
        await self.http(for: connection.channel).handle(value: connection, logger: self.logger)
    }

    private func http(for channel: any Channel) -> HTTP1Channel {
        let origin = self.origin(channel)
        let eventLoop = channel.eventLoop
        var configuration = HTTP1Channel.Configuration(additionalChannelHandlers: self.handlers(origin: origin))
        configuration.httpDecoder = .bounded
        return HTTP1Channel(
            responder: { request, writer, channel in
                let request = request.invitingBody(on: channel)
                if request.head.path?.hasPrefix(LiveVideoRoutes.pathPrefix) == true {
                    StreamTakeover.keepQueueShort(channel)
                }
                let response = await self.respond(to: request, origin: origin, on: eventLoop)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: configuration
        )
    }

    private func handlers(origin: RequestOrigin) -> [any RemovableChannelHandler] {
        let connectionGuard = ConnectionGuard(timeouts: self.rules.current.timeouts) { [refusals] in
            refusals.count($0, from: origin)
        }
        return [
            connectionGuard,
            StreamTakeover(streams: self.streams, origin: origin, connectionGuard: connectionGuard),
        ]
    }

    private func respond(to request: Request, origin: RequestOrigin, on eventLoop: any EventLoop) async -> Response {
        let context = CameraRequestContext(
            source: .init(logger: self.logger, origin: origin, eventLoop: eventLoop)
        )
        let start = MonotonicTime.now()
        var response: Response
        do {
            response = try await self.route(request.routedAsGetWhenHead, context)
        } catch {
            self.logger.log(
                .requestFailed,
                .error,
                "request failed: \(error)",
                ["path": "\(RequestTarget(request.head.path ?? "/").withoutSecrets)"]
            )
            response = Problem(.internalServerError, "something went wrong here; see the log").response
        }
        self.requests?.count(
            route: context.endpointPath,
            status: response.status.code,
            seconds: MonotonicTime.now().since(start).inSeconds
        )
        self.logger.debug(
            "\(request.method) \(RequestTarget(request.head.path ?? "/").withoutSecrets) \(response.status.code)"
        )
        if request.method == .head { response = response.createHeadResponse() }
        return response
    }
}

extension HTTPConnections {
    /// Paths whose answers are handed on as they are, and cost microseconds; they are answered on the connection's loop.
    private static let light = [
        "/api/camera_proxy/", "/api/webhook/", HLSRoutes.pathPrefix, LiveVideoRoutes.pathPrefix,
    ]

    /// Pages and documents for the network are made on the shared pool: the loops carry frames.
    ///
    /// Those for the control socket never: `status` is to answer when the pool is busy (design §9).
    private func route(_ request: Request, _ context: CameraRequestContext) async throws -> Response {
        let path = request.head.path ?? "/"
        let isHeavy = !context.origin.isControl && !Self.light.contains(where: path.hasPrefix)
        guard isHeavy else { return try await self.responder.respond(to: request, context: context) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await self.responder.respond(to: request, context: context)
        }
    }
}

extension HTTP1Channel.Configuration.DecoderConfiguration {
    /// What a request's header may be; more is 431 and the end of the connection.
    static var bounded: Self {
        Self(
            maxHeaderFieldSize: FrontDoor.maximumHeaderBytes,
            maxHeaderListSize: FrontDoor.maximumHeaderBytes,
            maxHeaderFieldCount: FrontDoor.maximumHeaders
        )
    }
}

extension Request {
    /// HEAD is answered as GET without the body, on every route alike.
    fileprivate var routedAsGetWhenHead: Request {
        guard self.method == .head else { return self }
        var head = self.head
        head.method = .get
        return Request(head: head, body: self.body)
    }
}
