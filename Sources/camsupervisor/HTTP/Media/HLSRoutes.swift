import HTTPTypes
import Hummingbird
import IPC
import Shared

/// `GET /api/hls/{ticket}/…`: playlists, segments and parts; the ticket in the path is all that is asked for.
struct HLSRoutes: Routes {
    static let pathPrefix = "/api/hls/"

    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        for path in ["/api/hls/:ticket/:file", "/api/hls/:ticket/segment/:file"] {
            router.get(RouterPath(path)) { request, context in
                var response: Response
                do throws(Problem) {
                    response = try await self.answer(request, context)
                } catch {
                    response = error.response
                }
                // Players stand on pages of others: a Home Assistant card, a wall of monitors. Whoever has the ticket may.
                response.headers[.accessControlAllowOrigin] = "*"
                response.headers[.crossOriginResourcePolicy] = "cross-origin"
                return response
            }
        }
    }

    private func answer(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        if context.origin.isControl { throw .onlyOnNetwork("streams") }
        let target = RequestTarget(request.head.path ?? "/")
        let ticket = context.parameters.get("ticket") ?? ""
        let question = try self.question(ticket, context)
        let resource: HLSResource?
        do {
            resource = try HLSResource(target.path.dropFirst(Self.pathPrefix.count + ticket.count + 1), target)
        } catch {
            throw Problem(.badRequest, error.description)
        }
        guard let resource else { throw .nothing(at: target) }
        let response = try await HLSService(board: self.services.board).answer(resource, to: question)
        // It may have waited for long.
        _ = try self.question(ticket, context)
        return response
    }

    /// The camera that the ticket is for, if it still holds.
    private func question(_ ticket: String, _ context: CameraRequestContext) throws(Problem) -> HLSService.Question {
        let unknown = Problem(.notFound, "there is no such stream (any more); ask for its URL again")
        guard let grant = self.services.tickets.grant(of: ticket, at: .now()) else { throw unknown }
        let decision = self.services.access.decide(
            grant.request,
            origin: grant.origin,
            demand: .init(permission: .view, camera: grant.camera)
        )
        guard decision == .allowed, let entry = self.services.board[grant.entity], entry.hasVideo,
            entry.status.id == grant.camera, let view = self.services.hub.view(of: entry)
        else { throw unknown }
        self.services.tickets.used(ticket, at: .now())
        return .init(entity: grant.entity, view: view.media, eventLoop: context.eventLoop)
    }
}

extension HTTPField.Name {
    static let accessControlAllowOrigin = Self.known("Access-Control-Allow-Origin")
}
