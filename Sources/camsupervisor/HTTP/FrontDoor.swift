import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import Shared

/// All routes, and how a connection is served: one description for the TCP listeners and the control socket.
struct FrontDoor: Sendable {
    /// Headers of one request, bytes together; Home Assistant takes 24,570 per line.
    static let maximumHeaderBytes = 32 * 1024
    /// Headers of one request.
    static let maximumHeaders = 100

    let services: FrontServices
    let logger: Logger

    /// The HTTP side of one listener.
    func makeHTTP(origin: @escaping @Sendable (any Channel) -> RequestOrigin) -> HTTPConnections {
        let router = Router(context: CameraRequestContext.self)
        router.add(middleware: SecurityHeaders(rules: self.services.rules))
        let routes: [any Routes] = [
            StillRoutes(services: self.services),
            StreamRoutes(services: self.services),
            LiveVideoRoutes(services: self.services),
            HLSRoutes(services: self.services),
            WebhookRoutes(services: self.services),
            HealthRoutes(services: self.services),
            MetricsRoutes(services: self.services),
            CameraRoutes(services: self.services),
            DiagnosticsRoutes(services: self.services),
            ReloadRoutes(services: self.services),
            FileRoutes(services: self.services),
            InstanceRoutes(services: self.services),
            StateRoutes(services: self.services),
            EventRoutes(services: self.services),
            ServiceRoutes(services: self.services),
            TemplateRoutes(services: self.services),
            OperatorRoutes(services: self.services),
            SigningRoutes(services: self.services),
            PageRoutes(services: self.services),
        ]
        for group in routes { group.add(to: router) }
        // Added last, it stands before no route, only before what no route answers.
        router.add(middleware: WrongMethod(routes: router.routes))
        return HTTPConnections(
            responder: router.buildResponder(),
            streams: self.services.streams,
            origin: origin,
            rules: self.services.rules,
            requests: self.services.counters.requests,
            logger: self.logger,
            refusals: self.services.refusals
        )
    }
}

/// What routes need.
struct FrontServices: Sendable {
    var board: CameraBoard
    var hub: FrameHub
    var pool: WorkerPool
    let rules: Replaceable<FrontRules>
    var streams: StreamAdmission
    var stills: StillService
    var uploads: UploadService
    var notifications = NotificationService()
    /// What is being written to disks.
    var recordings = RecordingService()
    /// The states of everything.
    var entities = EntityHub()
    /// `nil` where no worker can be started.
    var templates: TemplateRenderer?
    var counters = SupervisorCounters()
    /// What was logged.
    var log = RecentLog()
    let configurationCheck = OneAtATime()
    /// Clients that were given up, of both doors together.
    var refusals: Refusals
    /// Of `/api/stream`.
    var eventPingInterval = EventClient.usualPingInterval
    /// For HLS.
    let tickets = MediaTickets()
    /// Set once the service runs; `nil` while there is nothing to reload.
    let reloader = Replaceable<Reloader?>(nil)

    var access: AccessPolicy { self.rules.current.access }

    /// - Throws: a ``Problem`` when the request may not.
    func require(
        _ permission: AccessToken.Permission,
        camera: CameraID? = nil,
        _ request: Request,
        _ context: CameraRequestContext
    ) throws(Problem) {
        let decision = self.access.decide(
            request.head,
            origin: context.origin,
            demand: .init(permission: permission, camera: camera)
        )
        if let problem = Problem(decision) { throw problem }
    }

    /// Those that whoever asks may see; a token for some cameras sees those.
    func visibleCameras(_ request: Request, _ context: CameraRequestContext) -> [CameraBoard.Entry] {
        self.board.all.filter { entry in
            self.access.decide(
                request.head,
                origin: context.origin,
                demand: .init(permission: .view, camera: entry.status.id)
            ) == .allowed
        }
    }

    /// The cameras of another configuration, as entities.
    func takeEntities() {
        let cameras = self.board.all.map {
            CameraEntity($0, recordings: self.recordings, tokens: self.entities.tokens)
        }
        self.entities.take(cameras)
    }

    /// The camera a path names, allowed for the request.
    func camera(
        _ request: Request,
        _ context: CameraRequestContext,
        may permission: AccessToken.Permission
    ) throws(Problem) -> CameraBoard.Entry {
        try self.camera(named: context.parameters.get("camera") ?? "", request, context, may: permission)
    }

    /// The camera of that name, or the view of one, allowed for the request: who may see a camera sees all its views.
    func camera(
        named name: String,
        _ request: Request,
        _ context: CameraRequestContext,
        may permission: AccessToken.Permission
    ) throws(Problem) -> CameraBoard.Entry {
        let entry = self.board[named: name]
        // A view that is not shown is its camera's all the same.
        let hiding = entry == nil ? self.board.cameraHiding(name) : nil
        // The right is asked for before the camera, so that a stranger cannot probe for names.
        let camera = entry?.status.id ?? hiding ?? CameraID(pathComponent: name)
        try self.require(permission, camera: camera, request, context)
        guard let entry else { throw hiding.map { Problem.hiddenView(name, of: $0) } ?? .unknownCamera(name) }
        return entry
    }
}

/// A group of routes that belong together.
protocol Routes: Sendable {
    func add(to router: Router<CameraRequestContext>)
}

/// What every answer carries (OWASP's list for things that are not pages of others).
struct SecurityHeaders: RouterMiddleware {
    typealias Context = CameraRequestContext

    let rules: Replaceable<FrontRules>

    func handle(
        _ request: Request,
        context: CameraRequestContext,
        next: @concurrent (Request, CameraRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let problem as Problem {
            response = problem.response
        } catch let error as any HTTPResponseError {
            // Hummingbird's own refusals, like a path that no route has, in our words.
            let problem =
                error.status == .notFound
                ? Problem.nothing(at: RequestTarget(request.head.path ?? "/"))
                : Problem(error.status, error.status.reasonPhrase)
            response = problem.response
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.crossOriginResourcePolicy] == nil {
            let embedding = EmbeddingPolicy(request.head, self.rules.current.access)
            response.headers[.crossOriginResourcePolicy] = embedding.rawValue
        }
        response.headers[.referrerPolicy] = "no-referrer"
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self.known("Referrer-Policy")
}
