import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import Shared

/// All that is known of one camera as one file to send to somebody, under our path and under Home Assistant's.
struct DiagnosticsRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        for path: RouterPath in ["/api/v1/cameras/:camera/diagnostics", "/api/diagnostics/config_entry/:camera"] {
            router.get(path) { request, context in try await self.answer(request, context) }
        }
    }

    private func answer(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        // Logs, processes and paths are for who runs the camera, not for who looks at it.
        let seen = try self.services.camera(request, context, may: .control)
        let id = seen.status.id
        // By whichever view it is named: its worker has all of them.
        guard let entry = self.services.board[id] else { throw .unknownCamera("\(id)") }
        var camera = CameraDocument(
            entry,
            view: self.services.hub[id],
            players: self.services.tickets.players(of: id, at: .now()),
            recordings: self.services.recordings.progress(of: EntityID(of: id)).map { .init($0, isWhole: false) }
        )
        camera.take(views: entry.status.views.map { self.services.document(entry.seen(through: $0), isWhole: false) })
        let diagnostics = CameraDiagnostics(
            entry: entry,
            camera: camera,
            entities: self.services.entities.described(id),
            told: await WorkerDiagnostics(entry: entry, eventLoop: context.eventLoop).told
        )
        var response = HomeAssistantAnswer.json(diagnostics.document)
        response.headers[.contentDisposition] = "attachment; filename=\"\(diagnostics.fileName)\""
        return response
    }
}
