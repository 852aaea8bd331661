import HTTPTypes
import Hummingbird
import Logging
import NIOCore

extension HTTPConnections {
    /// Answers every request with the reason why there is no service, and `/livez` as ever.
    ///
    /// On connections that are served like all others: the errors of one file are no reason to be an easy prey, or to answer
    /// HEAD with a body.
    ///
    /// - Parameter reload: what answers `POST /api/v1/reload` on the control socket; `nil` on every other.
    static func refusing(because error: String, logger: Logger, reload: RefusedReload? = nil) -> Self {
        let rules = Replaceable(FrontRules())
        let router = Router(context: CameraRequestContext.self)
        router.add(middleware: SecurityHeaders(rules: rules))
        router.add(middleware: Refusal(error: error, reload: reload))
        return Self(
            responder: router.buildResponder(),
            // There are no cameras, so no stream is taken over.
            streams: StreamAdmission(
                board: CameraBoard([]),
                hub: FrameHub(cameras: []),
                rules: rules,
                logger: logger
            ),
            origin: { channel in reload == nil ? .network : PeerCredentials.origin(of: channel) },
            rules: rules,
            logger: logger,
            refusals: Refusals(logger: logger)
        )
    }
}

/// One answer to everything, before any route is looked for.
private struct Refusal: RouterMiddleware {
    typealias Context = CameraRequestContext

    let error: String
    let reload: RefusedReload?

    func handle(
        _ request: Request,
        context: CameraRequestContext,
        next: @concurrent (Request, CameraRequestContext) async throws -> Response
    ) async throws -> Response {
        if RequestTarget(request.head.path ?? "/").path == "/livez" {
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: "ok\n"))
            )
        }
        if let reload, request.method == .post, RequestTarget(request.head.path ?? "/").path == ReloadRoutes.path {
            return try await reload.response(to: request, context)
        }
        return Problem(.serviceUnavailable, "unusable configuration: \(self.error)", retryAfter: 60).response
    }
}
