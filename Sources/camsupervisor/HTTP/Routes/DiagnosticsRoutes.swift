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
            router.get(path) { request, context in try self.answer(request, context) }
        }
    }

    private func answer(_ request: Request, _ context: CameraRequestContext) throws(Problem) -> Response {
        // Logs, processes and paths are for who runs the camera, not for who looks at it.
        let entry = try self.services.camera(request, context, may: .control)
        let id = entry.status.id
        let camera = CameraDocument(
            entry,
            view: self.services.hub[id],
            players: self.services.tickets.players(of: id, at: .now()),
            recordings: self.services.recordings.progress(of: id).map { .init($0, isWhole: false) }
        )
        let diagnostics = CameraDiagnostics(
            entry: entry,
            camera: camera,
            entities: self.services.entities.described(id)
        )
        var response = HomeAssistantAnswer.json(diagnostics.document)
        response.headers[.contentDisposition] = "attachment; filename=\"\(diagnostics.fileName)\""
        return response
    }
}
