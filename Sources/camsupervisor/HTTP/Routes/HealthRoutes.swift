import HTTPTypes
import Hummingbird
import NIOCore
import Shared

/// `/livez` and `/readyz`, for operators' probes: no token, no secrets; `/readyz/cameras/{camera}` for who may see the camera,
/// since which cameras there are, and which of them are dead, is nobody else's business.
struct HealthRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/livez") { _, _ in Self.plain(.ok, "ok\n") }
        // Configuration applied and listeners up, or nobody would answer here. Never "all cameras are up": one dead
        // camera would take the whole proxy out of rotation.
        router.get("/readyz") { _, _ in Self.plain(.ok, "ok\n") }
        router.get("/readyz/cameras/:camera") { request, context in
            let entry = try self.services.camera(request, context, may: .view)
            let isReady = entry.status.state == .live || entry.status.state == .idle
            return Self.plain(isReady ? .ok : .serviceUnavailable, "\(entry.status.state.rawValue)\n")
        }
    }

    private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
