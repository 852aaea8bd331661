import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import Shared

/// `/api/services`: what can be done with entities, and the doing of it.
///
/// `camera.snapshot` and `camera.record` are in the list and answered by ``FileRoutes``.
struct ServiceRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/services") { request, context in
            let scope = try self.services.scope(request, context, may: .view)
            return HomeAssistantAnswer.json(self.catalogue(for: scope).document)
        }
        router.post("/api/services/:domain/:service") { request, context in
            try await self.call(request, context)
        }
    }

    /// What can be called here, by somebody who may do that with these cameras.
    private func catalogue(for scope: AccessScope) -> ServiceCatalogue {
        .of(platforms: self.services.board.platforms(in: scope))
    }

    private func call(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        // Before anything is said about what was sent.
        let scope = try self.services.scope(request, context, may: .control)
        let name = "\(context.parameters.get("domain") ?? "").\(context.parameters.get("service") ?? "")"
        guard let schema = self.catalogue(for: scope)[name] else {
            let words = "Service \(name.prefix(80)) not found.\(Self.whyNot(name))"
            return HomeAssistantAnswer.message(words, status: .badRequest)
        }
        let wantsResponse = RequestTarget(request.head.path ?? "/")["return_response"] != nil
        let call: ReceivedCall
        do throws(HomeAssistantRefusal) {
            guard wantsResponse == schema.answers else {
                throw HomeAssistantRefusal(.badRequest, schema.answers ? Self.onlyResponse : Self.noResponse)
            }
            call = try await ReceivedCall(request, of: schema, scope, self.services)
        } catch {
            return error.response
        }
        let before = self.changes(of: call.entities)
        let runner = ServiceRunner(services: self.services, eventLoop: context.eventLoop)
        let outcomes =
            schema.name == "camera.play_stream"
            ? call.entities.map { self.playlist(of: $0, request, context) }
            : await runner.call(schema, on: call.entities, call.parameters)
        let meant = call.isOnAll ? ServiceOutcome.ofAll(outcomes) : outcomes
        return self.answer(meant, since: before, scope, wantsResponse: wantsResponse)
    }

    /// A service of a platform that no camera here has.
    private static func whyNot(_ name: String) -> String {
        guard let schema = ServiceCatalogue.complete[name] else { return "" }
        let platforms = Platform.allCases.filter { $0.services.contains(schema) }.map(\.rawValue)
        return " No camera here is of the platform \(platforms.joined(separator: " or "))."
    }

    static let noResponse =
        "Service does not support responses. Remove return_response from request."

    private static let onlyResponse =
        "Service call requires responses but caller did not ask for responses. Add ?return_response to query parameters."

    /// The URL is the caller's: it holds no longer than what the caller may do.
    private func playlist(
        of entity: EntityID,
        _ request: Request,
        _ context: CameraRequestContext
    ) -> ServiceOutcome {
        do throws(Problem) {
            let url = try LiveVideoRoutes(services: self.services).playlist(of: entity.text, request, context)
            return ServiceOutcome(entity: entity, status: 200, reason: "", response: ["url": .text(url)])
        } catch {
            return ServiceOutcome(entity: entity, status: error.status.code, reason: error.detail)
        }
    }

    // MARK: The answer

    /// All states of the cameras that some entities belong to.
    private func states(of entities: [EntityID]) -> [EntityState] {
        let cameras = Set(entities.compactMap { self.services.entities[$0]?.camera })
        return self.services.entities.all.filter { $0.camera.map(cameras.contains) == true }
    }

    /// What each of their states came of last; not when, since clocks are set.
    private func changes(of entities: [EntityID]) -> [EntityID: EventContext] {
        Dictionary(self.states(of: entities).map { ($0.entity, $0.context) }) { first, _ in first }
    }

    private func answer(
        _ outcomes: [ServiceOutcome],
        since before: [EntityID: EventContext],
        _ scope: AccessScope,
        wantsResponse: Bool
    ) -> Response {
        let failures = outcomes.filter { !$0.isDone }
        guard failures.isEmpty else { return Self.failure(outcomes, failures) }
        // Home Assistant shows those that changed by the call; ours are those of its cameras that changed meanwhile.
        let changed = self.states(of: outcomes.map(\.entity)).filter { state in
            before[state.entity] != state.context && scope.contains(state.camera)
        }
        guard wantsResponse else { return HomeAssistantAnswer.list(changed) { $0.write(to: &$1) } }
        var writer = JSONWriter()
        writer.raw("{\"changed_states\":[")
        for (index, state) in changed.enumerated() {
            if index > 0 { writer.raw(",") }
            state.write(to: &writer)
        }
        writer.raw("],\"service_response\":")
        let responses = outcomes.map { ($0.entity.text, $0.response ?? .null) }
        writer.write(Dictionary(responses) { first, _ in first })
        writer.raw("}")
        return HomeAssistantAnswer.json(writer.bytes)
    }

    /// One that fails is answered with its own status; of many each is reported.
    static func failure(_ outcomes: [ServiceOutcome], _ failures: [ServiceOutcome]) -> Response {
        let statuses = Set(failures.map(\.status))
        let status = statuses.count == 1 ? statuses.first ?? 502 : 502
        let words = failures.map { "\($0.entity): \($0.reason)" }.joined(separator: "; ")
        let summary = outcomes.count == 1 ? words : "\(failures.count) of \(outcomes.count) failed: \(words)"
        let results = outcomes.map { outcome -> JSONValue in
            [
                "entity_id": .text(outcome.entity.text), "status": .integer(outcome.status),
                "message": .text(outcome.reason),
            ]
        }
        return HomeAssistantAnswer.json(
            ["message": .text(summary), "results": .list(results)],
            status: .init(code: status)
        )
    }
}
