import HTTPTypes
import Hummingbird
import IPC
import Shared

/// `GET /api/camera_stream/{camera}`: where its HLS is, and with `.mp4` behind the camera the video itself, without end.
struct LiveVideoRoutes: Routes {
    static let pathPrefix = "/api/camera_stream/"
    private static let suffix = ".mp4"

    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/camera_stream/:camera") { request, context in
            let name = context.parameters.get("camera") ?? ""
            if name.hasSuffix(Self.suffix) {
                return try await self.video(String(name.dropLast(Self.suffix.count)), request, context)
            }
            return try self.location(name, request, context)
        }
    }

    private func location(
        _ name: String,
        _ request: Request,
        _ context: CameraRequestContext
    ) throws(Problem) -> Response {
        JSONBody.response(["url": try self.playlist(of: name, request, context)])
    }

    /// Where the HLS of a camera is, for whoever made the request.
    func playlist(
        of name: String,
        _ request: Request,
        _ context: CameraRequestContext
    ) throws(Problem) -> String {
        let (status, view) = try self.view(name, request, context)
        let camera = status.id
        // The stream is opened while the player still reads the answer.
        view.playerAsked()
        let access = self.services.access
        // Where that is what lets it in, nothing else of the request counts: by widths, tokens and hosts that nobody has looked
        // at, one caller could have all the tickets there are.
        let signed =
            access.isSigned(request.head, for: camera) ? RequestTarget(request.head.path ?? "").signedAlone : nil
        let token = signed != nil || access.tokens.isEmpty ? nil : request.head.shownToken.map { Secret($0) }
        let grant = MediaTickets.Grant(
            camera: camera,
            token: token,
            host: signed == nil && token == nil ? request.head.authority.map(MediaTickets.host) : nil,
            origin: context.origin,
            signedPath: signed.map { Secret($0) },
            view: status.view?.entity
        )
        let ticket = self.services.tickets.ticket(for: grant, at: .now())
        return "\(HLSRoutes.pathPrefix)\(ticket)/master_playlist.m3u8"
    }

    private func video(
        _ name: String,
        _ request: Request,
        _ context: CameraRequestContext
    ) async throws(Problem) -> Response {
        let (status, view) = try self.view(name, request, context)
        let services = self.services
        let (head, origin, entity) = (request.head, context.origin, status.entity)
        let viewer = LiveMP4Viewer(view, of: entity, on: context.eventLoop, registry: services.streams.open) {
            guard let entry = services.board[entity], entry.hasVideo, services.hub.view(of: entry)?.media === view
            else {
                return false
            }
            let demand = AccessPolicy.Demand(permission: .view, camera: entry.status.id)
            return services.access.decide(head, origin: origin, demand: demand) == .allowed
        }
        let start = try await viewer.begin(services.board)
        return Response(
            status: .ok,
            headers: [
                .contentType: "video/mp4; codecs=\"\(start.codecs)\"", .cacheControl: "no-store",
                // nginx would hold back 8 kB and more.
                .xAccelBuffering: "no",
            ],
            body: ResponseBody { writer in try await viewer.write(to: &writer) }
        )
    }

    /// The video of a camera that the request may see, and that has any.
    private func view(
        _ name: String,
        _ request: Request,
        _ context: CameraRequestContext
    ) throws(Problem) -> (CameraStatus, MediaView) {
        let entry = try self.services.camera(named: name, request, context, may: .view)
        if context.origin.isControl { throw .onlyOnNetwork("streams") }
        let name = entry.status.slug
        guard entry.configuration != nil, let view = self.services.hub.view(of: entry) else {
            throw .unavailable(entry.status)
        }
        guard entry.hasVideo else {
            let isView = entry.status.view != nil
            let why = isView ? "there is none of this view" : "it is configured without 'stream_source'"
            throw Problem(.notFound, "camera '\(name)' has no video: \(why)")
        }
        guard view.media.hasMedia != false else {
            throw Problem(.notFound, "camera '\(name)' has no video: its worker cannot pass this stream on")
        }
        if entry.status.state == .off || entry.status.state == .misconfigured { throw .unavailable(entry.status) }
        return (entry.status, view.media)
    }
}

extension HTTPField.Name {
    static let xAccelBuffering = Self.known("X-Accel-Buffering")
}
