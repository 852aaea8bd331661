import HTTPTypes
import Hummingbird
import Shared

/// `/api/states`: Home Assistant's REST API for states.
struct StateRoutes: Routes {
    let services: FrontServices

    private var entities: EntityHub { self.services.entities }

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/states") { request, context in
            let scope = try self.services.scope(request, context, may: .view)
            let states = self.entities.all.filter { scope.contains($0.camera) }
            return HomeAssistantAnswer.list(states) { $0.write(to: &$1) }
        }
        router.get("/api/states/:entity") { request, context in
            let scope = try self.services.scope(request, context, may: .view)
            // As if there were none: a token for some cameras learns nothing of others.
            guard let state = self.entities[Self.id(context)], scope.contains(state.camera) else {
                return HomeAssistantAnswer.message(Self.notFound, status: .notFound)
            }
            return Self.answer(state)
        }
        router.post("/api/states/:entity") { request, context in
            try await self.set(request, context)
        }
        router.delete("/api/states/:entity") { request, context in
            let scope = try self.services.scope(request, context, may: .admin)
            let id = Self.id(context)
            guard let state = self.entities[id], scope.contains(state.camera), self.entities.remove(id) else {
                return HomeAssistantAnswer.message(Self.notFound, status: .notFound)
            }
            return HomeAssistantAnswer.message("Entity removed.")
        }
    }

    private static let notFound = "Entity not found."

    private static func id(_ context: CameraRequestContext) -> EntityID {
        EntityID(lookingUp: CameraURL.percentDecoded(context.parameters.get("entity") ?? ""))
    }

    private static func answer(_ state: EntityState, status: HTTPResponse.Status = .ok) -> Response {
        var writer = JSONWriter(capacity: 1_024)
        state.write(to: &writer)
        return HomeAssistantAnswer.json(writer.bytes, status: status)
    }

    private func set(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        let scope = try self.services.scope(request, context, may: .admin)
        let wish: SetState
        do throws(HomeAssistantRefusal) {
            wish = try await SetState(request)
        } catch {
            return error.response
        }
        let id = Self.id(context)
        let known = self.entities[id]
        guard scope.contains(known?.camera) else {
            throw Problem(.forbidden, "a token for some cameras sets the states of their entities only")
        }
        // What is there may be named in whatever way it is; what is new has to be an id.
        guard known != nil || (try? EntityID(id.text)) != nil else {
            return HomeAssistantAnswer.message("Invalid entity ID specified.", status: .badRequest)
        }
        let setting = self.entities.set(id, to: wish.state, attributes: wish.attributes, isForced: wish.isForced)
        switch setting {
        case .full:
            let words = "There are \(StateMachine.most) entities, and there may be no more."
            return HomeAssistantAnswer.message(words, status: .serviceUnavailable)
        case .done(let state, let isNew):
            var response = Self.answer(state, status: isNew ? .created : .ok)
            response.headers[.location] = "/api/states/\(id)"
            return response
        }
    }
}

/// What `POST /api/states/{entity}` asks for, checked.
private struct SetState: Sendable {
    var state: String
    var attributes: [String: JSONValue]
    var isForced: Bool

    /// A state with attributes as large as they may be.
    private static let bounds = JSONBounds(
        bytes: 2 * EntityLimits.attributes.bytes,
        depth: EntityLimits.attributes.depth + 1,
        values: EntityLimits.attributes.values + 10
    )

    init(_ request: Request) async throws(HomeAssistantRefusal) {
        let json = try await RequestJSON(request, within: Self.bounds, words: "Invalid JSON specified.")
        guard let members = json.value?.object else {
            throw HomeAssistantRefusal(.badRequest, "Invalid JSON specified.")
        }
        switch members["state"] {
        case .text(let text): self.state = text
        // As Python's `str` writes them.
        case .integer(let number): self.state = "\(number)"
        case .number(let number): self.state = "\(number)"
        case .bool(let flag): self.state = flag ? "True" : "False"
        case nil, .null: throw HomeAssistantRefusal(.badRequest, "No state specified.")
        case .list, .object: throw HomeAssistantRefusal(.badRequest, "Invalid state specified.")
        }
        guard EntityLimits.isState(self.state) else {
            throw HomeAssistantRefusal(
                .badRequest,
                "Invalid state specified. (State max length is \(EntityLimits.state) characters.)"
            )
        }
        switch members["attributes"] {
        case .object(let attributes): self.attributes = attributes
        case nil, .null: self.attributes = [:]
        default: throw HomeAssistantRefusal(.badRequest, "Invalid attributes specified: they are an object.")
        }
        guard EntityLimits.fits(self.attributes, EntityLimits.attributes) else {
            throw HomeAssistantRefusal(
                .badRequest,
                "Invalid attributes specified: more than \(EntityLimits.attributes.bytes) bytes."
            )
        }
        self.isForced = members["force_update"] == .bool(true)
    }
}

extension FrontServices {
    /// What of all entities a request may see or change.
    func scope(
        _ request: Request,
        _ context: CameraRequestContext,
        may permission: AccessToken.Permission
    ) throws(Problem) -> AccessScope {
        try self.access.scope(request.head, origin: context.origin, may: permission)
    }
}
