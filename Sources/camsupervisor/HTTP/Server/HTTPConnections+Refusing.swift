import HTTPTypes
import Hummingbird
import Logging
import NIOCore

extension HTTPConnections {
    /// Answers every request with the reason why there is no service, and `/livez` as ever.
    ///
    /// On connections that are served like all others: the errors of one file are no reason to be an easy prey, or to answer
    /// HEAD with a body.
    static func refusing(because error: String, logger: Logger) -> Self {
        let router = Router(context: CameraRequestContext.self)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: Refusal(error: error))
        return Self(
            responder: router.buildResponder(),
            // There are no cameras, so no stream is taken over.
            streams: StreamAdmission(
                board: CameraBoard([]),
                hub: FrameHub(cameras: []),
                access: AccessPolicy(tokens: []),
                logger: logger
            ),
            origin: { _ in .network },
            timeouts: ConnectionGuard.Timeouts(),
            logger: logger,
            refusals: Refusals(logger: logger)
        )
    }
}

/// One answer to everything, before any route is looked for.
private struct Refusal: RouterMiddleware {
    typealias Context = CameraRequestContext

    let error: String

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
        return Problem(.serviceUnavailable, "unusable configuration: \(self.error)", retryAfter: 60).response
    }
}
