import HTTPTypes
import Hummingbird
import IPC
import NIOCore

/// `GET /metrics`, for Prometheus.
///
/// For who may `view`: the page names the cameras and says which of them are dead. A token for some cameras gets those
/// cameras' series; what the whole supervisor counts is nobody's secret, once he may see something. Without tokens,
/// as everywhere, only this very machine is served.
struct MetricsRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/metrics") { request, context in
            let visible = self.services.visibleCameras(request, context)
            if visible.isEmpty { try self.services.require(.view, request, context) }
            let page = MetricsPage(
                cameras: visible,
                view: { self.services.hub[$0] },
                players: { self.services.tickets.players(of: $0, at: .now()) },
                other: { entry in
                    self.services.hub.view(of: entry).map {
                        ($0, self.services.tickets.players(of: entry.status.entity, at: .now()))
                    }
                },
                counters: self.services.counters,
                refused: Refusals.Kind.allCases.map { ($0.rawValue, self.services.refusals[$0]) },
                process: .now(),
                recordings: self.services.recordings.totals,
                held: self.services.hub.budget
            )
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: page.text))
            )
        }
    }
}
