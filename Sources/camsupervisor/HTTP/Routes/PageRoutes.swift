import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /`, the page with a tile per camera, and `/local/…`.
struct PageRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/") { request, context in
            try self.services.require(.view, request, context)
            return Self.page
        }
        router.get("/local/**") { request, context in
            try self.services.require(.view, request, context)
            guard let local = self.services.rules.current.local else {
                throw Problem(.notFound, "no folder is served here; configure http.local")
            }
            let path = RequestTarget(request.head.path ?? "/").path
            return try await local.response(for: path.dropFirst("/local/".count))
        }
    }

    private static let page = Response(
        status: .ok,
        headers: [
            .contentType: "text/html; charset=utf-8",
            .cacheControl: "no-cache",
            // Everything on the page is ours and inline; nothing is loaded from anywhere else.
            .contentSecurityPolicy:
                "default-src 'none'; img-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; "
                + "script-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
        ],
        body: .init(byteBuffer: ByteBuffer(string: OverviewPage.html))
    )
}
