import HTTPTypes
import Hummingbird

/// `GET /api/camera_proxy_stream/{camera}` as far as it comes here: streams that may be watched are taken over before
/// (``StreamTakeover``), so this answers HEAD and says what is wrong with the rest.
struct StreamRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/camera_proxy_stream/:camera") { request, context in
            _ = try self.services.streams.admissible(request.head, origin: context.origin).get()
            return Response(
                status: .ok,
                headers: [.contentType: MJPEGParts.contentType, .cacheControl: "no-store", .connection: "close"]
            )
        }
    }
}
