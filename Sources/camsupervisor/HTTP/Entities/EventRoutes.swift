import HTTPTypes
import Hummingbird
import Shared

/// `/api/events` and `/api/stream`: what happens, as it happens.
struct EventRoutes: Routes {
    let services: FrontServices

    private var entities: EntityHub { self.services.entities }

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/events") { request, context in
            let scope = try self.services.scope(request, context, may: .view)
            // What others listen for is their own word, and may say something of cameras that are not his.
            let shown = self.entities.listenerCounts.filter { type, _ in
                scope == .all || type.map(EventDraft.own.contains) != false
            }
            let counts = shown.sorted { ($0.key ?? "") < ($1.key ?? "") }
            return HomeAssistantAnswer.json(
                // Home Assistant's name for all types.
                .list(counts.map { ["event": .text($0.key ?? "*"), "listener_count": .integer($0.value)] })
            )
        }
        router.post("/api/events/:type") { request, context in
            try await self.fire(request, context)
        }
        router.get("/api/stream") { request, context in
            try self.stream(request, context)
        }
    }

    /// Bytes of an event's type; as in Home Assistant (`MAX_LENGTH_EVENT_EVENT_TYPE`).
    private static let longestType = 64

    private func fire(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        let scope = try self.services.scope(request, context, may: .admin)
        guard scope == .all else { throw Problem(.forbidden, "a token for some cameras fires no events") }
        let type = CameraURL.percentDecoded(context.parameters.get("type") ?? "")
        guard type.utf8.count <= Self.longestType else {
            return HomeAssistantAnswer.message("An event's type has at most 64 bytes.", status: .badRequest)
        }
        let contents: [String: JSONValue]
        do throws(HomeAssistantRefusal) {
            let words = "Event data should be valid JSON."
            let json = try await RequestJSON(request, within: EntityLimits.parameters, words: words)
            guard let object = (json.value ?? .object([:])).object else {
                throw HomeAssistantRefusal(.badRequest, "Event data should be a JSON object")
            }
            contents = object
        } catch {
            return error.response
        }
        self.entities.fire(type, contents)
        return HomeAssistantAnswer.message("Event \(type) fired.")
    }

    private func stream(_ request: Request, _ context: CameraRequestContext) throws(Problem) -> Response {
        _ = try self.services.scope(request, context, may: .view)
        let token = context.origin.isControl ? nil : self.services.access.token(shownBy: request.head)?.name
        if let refusal = self.entities.refusal(ofListenerWith: token) {
            throw Problem(.serviceUnavailable, refusal, retryAfter: 30)
        }
        let services = self.services
        let (head, origin) = (request.head, context.origin)
        let last = request.headers[.lastEventID] ?? RequestTarget(request.head.path ?? "/")["last_event_id"]
        let client = EventClient(
            services.entities,
            types: Self.types(RequestTarget(request.head.path ?? "/")["restrict"]),
            token: token,
            selection: try self.selection(request, context),
            behind: last,
            pingInterval: services.eventPingInterval,
            on: context.eventLoop,
            registry: services.streams.open
        ) {
            try? services.access.scope(head, origin: origin, may: .view)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                // nginx would hold events back.
                .xAccelBuffering: "no",
            ],
            body: ResponseBody { writer in try await client.write(to: &writer) }
        )
    }

    /// `camera=`, and `replay=all` and `follow=false` of the command line's `events`.
    private func selection(
        _ request: Request,
        _ context: CameraRequestContext
    ) throws(Problem) -> EventClient.Selection {
        let target = RequestTarget(request.head.path ?? "/")
        var selection = EventClient.Selection()
        if let name = target["camera"] {
            selection.camera = try self.services.camera(named: name, request, context, may: .view).status.id
        }
        // A word that is not known would leave a script waiting for ever.
        switch target["replay"] {
        case nil: break
        case "all": selection.replaysAll = true
        case let other?: throw Problem(.badRequest, "'replay' is 'all', and not '\(other.prefix(40))'")
        }
        switch target["follow"] {
        case nil, "true": break
        case "false": selection.endsAtOnce = true
        case let other?: throw Problem(.badRequest, "'follow' is 'true' or 'false', and not '\(other.prefix(40))'")
        }
        return selection
    }

    /// `restrict=state_changed,camera_event`; `nil` for all.
    private static func types(_ restrict: String?) -> Set<String>? {
        let types = restrict?.split(separator: ",").map { String($0.filter { $0 != " " }) } ?? []
        return types.isEmpty ? nil : Set(types)
    }
}

extension HTTPField.Name {
    static let lastEventID = Self.known("Last-Event-ID")
}
