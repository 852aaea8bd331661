import HTTPTypes
import Hummingbird
import IPC
import Shared

/// `/api/v1/cameras…`: what is known of each camera, and its worker's start, stop and restart.
///
/// The whole of the control socket too.
struct CameraRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/v1/cameras") { request, context in
            try self.list(request, context)
        }
        router.get("/api/v1/cameras/:camera") { request, context in
            let entry = try self.services.camera(request, context, may: .view)
            return JSONBody.response(self.document(entry, request, context))
        }
        // The stream itself is only on the network; the doctor comes by the control socket.
        router.get("/api/v1/cameras/:camera/video") { request, context in
            try await self.video(request, context)
        }
        router.get("/api/v1/cameras/:camera/last-exit") { request, context in
            let entry = try self.services.camera(request, context, may: .view)
            let document = CameraDocument(entry, view: nil)
            guard let last = document.lastExits.first else {
                throw Problem(.notFound, "no worker of camera '\(entry.status.id)' has ended yet")
            }
            return JSONBody.response(last)
        }
        for command in WorkerPool.Command.allCases {
            router.post("/api/v1/cameras/:camera/\(command.rawValue)") { request, context in
                try await self.perform(command, request, context)
            }
        }
    }

    private func list(_ request: Request, _ context: CameraRequestContext) throws(Problem) -> Response {
        let visible = self.services.visibleCameras(request, context)
        if visible.isEmpty { try self.services.require(.view, request, context) }
        return JSONBody.response(
            ["cameras": visible.map { self.document($0, request, context) }]
        )
    }

    private func document(
        _ entry: CameraBoard.Entry,
        _ request: Request,
        _ context: CameraRequestContext
    ) -> CameraDocument {
        let (id, entity) = (entry.status.id, entry.status.entity)
        let demand = AccessPolicy.Demand(permission: .control, camera: id)
        let mayControl =
            self.services.access.decide(request.head, origin: context.origin, demand: demand) == .allowed
        var document = CameraDocument(
            entry,
            view: self.services.hub.view(of: entry),
            players: self.services.tickets.players(of: entity, at: .now()),
            recordings: self.services.recordings.progress(of: entity).map { .init($0, isWhole: mayControl) }
        )
        let views = entry.status.views.map {
            self.services.document(entry.seen(through: $0), isWhole: mayControl)
        }
        document.take(views: views)
        return document
    }

    private func video(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        let entry = try self.services.camera(request, context, may: .view)
        guard entry.hasVideo, let view = self.services.hub.view(of: entry) else {
            throw Problem(.notFound, "camera '\(entry.status.slug)' has no video")
        }
        if entry.status.state == .off { throw .unavailable(entry.status) }
        let probe = VideoProbe(board: self.services.board, eventLoop: context.eventLoop)
        let outcome = await probe.probe(entry.status.entity, view.media)
        guard outcome.ok else { throw Problem(.serviceUnavailable, outcome.words) }
        return JSONBody.response(["video": outcome.words])
    }

    private func perform(
        _ command: WorkerPool.Command,
        _ request: Request,
        _ context: CameraRequestContext
    ) async throws(Problem) -> Response {
        let entry = try self.services.camera(request, context, may: .control)
        guard entry.configuration != nil else {
            throw Problem(.conflict, "camera '\(entry.status.id)' is misconfigured: \(entry.status.reason ?? "")")
        }
        let period = try Self.period(of: command, RequestTarget(request.head.path ?? "/"))
        let isRemembered: Bool
        do {
            isRemembered = try await self.services.pool.perform(command, on: entry.status.id, lasting: period)
        } catch {
            switch error {
            case .unknownCamera(let id): throw .unknownCamera("\(id)")
            case .shuttingDown: throw .shuttingDown
            }
        }
        guard let after = self.services.board[entry.status.id] else { throw .unknownCamera("\(entry.status.id)") }
        let answer = CommandedCamera(
            camera: self.document(after, request, context),
            isRemembered: isRemembered,
            phaseBefore: entry.status.worker.phase
        )
        return JSONBody.response(answer, status: .accepted)
    }

    /// How long a pause lasts, `?for=30 min`.
    private static func period(of command: WorkerPool.Command, _ target: RequestTarget) throws(Problem) -> Duration? {
        guard let text = target["for"] else { return nil }
        guard command == .pause else { throw Problem(.badRequest, "only a pause has an end: pause?for=…") }
        guard let period = try? TimePeriod.parse(text, isPlain: false), period > .zero else {
            throw Problem(.badRequest, "for is a time like 90s, 30min or 2h, not '\(text.prefix(40))'")
        }
        return period
    }
}
