import HTTPTypes
import Hummingbird
import Shared

/// `camera.snapshot` and `camera.record` as Home Assistant's services: on one camera, on several, on all.
extension FileRoutes {
    /// What a service has written.
    enum Written: Sendable {
        case snapshot(SnapshotService.Document)
        case recording(RecordingDocument)
    }

    /// Calls a service on the cameras that are meant, on all of them at once; what fails is answered as other services do.
    ///
    /// - Parameter body: does it with one, of parameters whose `filename` is no template any more.
    func call(
        _ schema: ServiceSchema,
        _ request: Request,
        _ context: CameraRequestContext,
        _ body: @escaping @Sendable (CameraBoard.Entry, [String: JSONValue]) async throws(Problem) -> Written
    ) async throws(Problem) -> Response {
        // Before anything that was sent is read.
        let scope = try self.services.scope(request, context, may: .control)
        let call: ReceivedCall
        do throws(HomeAssistantRefusal) {
            // Home Assistant's clients ask for one first, and without when they are told so.
            guard RequestTarget(request.head.path ?? "/")["return_response"] == nil else {
                throw HomeAssistantRefusal(.badRequest, ServiceRoutes.noResponse)
            }
            call = try await ReceivedCall(request, of: schema, scope, self.services)
        } catch {
            return error.response
        }
        do throws(Problem) {
            return try await self.called(call, request, context, body)
        } catch {
            return HomeAssistantAnswer.message(error.detail, status: error.status)
        }
    }

    private func called(
        _ call: ReceivedCall,
        _ request: Request,
        _ context: CameraRequestContext,
        _ body: @escaping @Sendable (CameraBoard.Entry, [String: JSONValue]) async throws(Problem) -> Written
    ) async throws(Problem) -> Response {
        guard call.entities.count > 1 else {
            guard let entity = call.entities.first else { return HomeAssistantAnswer.json(JSONValue.list([])) }
            let named = try await self.names.rendered(call.parameters, for: entity, request, context)
            let written = try await body(try self.present(entity), named)
            return HomeAssistantAnswer.json(.list([self.answer(of: entity, written)]))
        }
        let calls = try await self.named(call, request, context)
        let outcomes = await withTaskGroup(of: (Int, Result<Written, Problem>).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask {
                    do throws(Problem) {
                        return (index, .success(try await body(try self.present(call.entity), call.parameters)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var outcomes: [Int: Result<Written, Problem>] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
        return self.answer(calls.enumerated().compactMap { index, call in outcomes[index].map { (call.entity, $0) } })
    }

    /// The camera as it is now: a reload may have come while its file's name was rendered.
    private func present(_ entity: EntityID) throws(Problem) -> CameraBoard.Entry {
        if let present = self.services.board[entity] { return present }
        guard case .stateOnly? = self.services.entities.target(entity) else { throw .unknownCamera(entity.text) }
        throw Problem(.notImplemented, ServiceRunner.nobody)
    }

    /// Each camera's own parameters; several cannot be written to one file.
    private func named(
        _ call: ReceivedCall,
        _ request: Request,
        _ context: CameraRequestContext
    ) async throws(Problem) -> [(entity: EntityID, parameters: [String: JSONValue])] {
        var calls: [(entity: EntityID, parameters: [String: JSONValue])] = []
        var taken: Set<String> = []
        // One after the other: rendered together, they would crowd out everybody else's templates.
        for entity in call.entities {
            let named = try await self.names.rendered(call.parameters, for: entity, request, context)
            let name = named[FileNameTemplate.parameter]?.text ?? ""
            guard taken.insert(name).inserted else {
                throw Problem(
                    .badRequest,
                    "\(call.entities.count) cameras cannot be written to one file, '\(name.prefix(80))': put "
                        + "{{ entity_id.name }} into its name, or call once for each"
                )
            }
            calls.append((entity, named))
        }
        return calls
    }

    // MARK: The answer

    /// As Home Assistant's services answer: the states that have changed; with what came of the call beside that of its camera.
    private func answer(of entity: EntityID, _ written: Written) -> JSONValue {
        var writer = JSONWriter()
        self.services.entities[entity]?.write(to: &writer)
        let bounds = JSONBounds(bytes: .max, depth: .max, values: .max)
        let document =
            switch written {
            case .snapshot(let document): JSONBody.encode(document)
            case .recording(let document): JSONBody.encode(document)
            }
        // Both are our own.
        let members = [writer.bytes, [UInt8](document.readableBytesView)]
            .compactMap { try? JSONReader.read($0, within: bounds).object }
        var both: [String: JSONValue] = [:]
        for some in members { both.merge(some) { _, later in later } }
        return .object(both)
    }

    private func answer(_ outcomes: [(entity: EntityID, result: Result<Written, Problem>)]) -> Response {
        let all = outcomes.map { entity, result in
            switch result {
            case .success: return ServiceOutcome(entity: entity, status: 200, reason: "done")
            case .failure(let problem):
                return ServiceOutcome(entity: entity, status: problem.status.code, reason: problem.detail)
            }
        }
        let failures = all.filter { !$0.isDone }
        guard failures.isEmpty else { return ServiceRoutes.failure(all, failures) }
        let answers = outcomes.compactMap { entity, result in
            (try? result.get()).map { self.answer(of: entity, $0) }
        }
        return HomeAssistantAnswer.json(.list(answers))
    }
}
