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
    /// - Parameters:
    ///   - names: of the parameters that there are.
    ///   - body: does it with one, of parameters whose `filename` is no template any more.
    func call(
        _ names: [String],
        _ request: Request,
        _ context: CameraRequestContext,
        _ body: @escaping @Sendable (CameraBoard.Entry, CallParameters) async throws(Problem) -> Written
    ) async -> Response {
        do throws(Problem) {
            try Self.refuseResponse(request)
            let parameters = try await Self.parameters(request, names)
            return try await self.called(parameters, request, context, body)
        } catch {
            return HomeAssistantAnswer.message(error.detail, status: error.status)
        }
    }

    private func called(
        _ parameters: CallParameters,
        _ request: Request,
        _ context: CameraRequestContext,
        _ body: @escaping @Sendable (CameraBoard.Entry, CallParameters) async throws(Problem) -> Written
    ) async throws(Problem) -> Response {
        let entries = try self.targets(of: parameters, request, context)
        guard entries.count > 1 else {
            guard let entry = entries.first else { return HomeAssistantAnswer.json(JSONValue.list([])) }
            let named = try await self.names.rendered(parameters, for: entry.status.entity, request, context)
            let written = try await body(try self.present(entry), named)
            return HomeAssistantAnswer.json(.list([self.answer(of: entry, written)]))
        }
        let calls = try await self.named(parameters, for: entries, request, context)
        let outcomes = await withTaskGroup(of: (Int, Result<Written, Problem>).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask {
                    do throws(Problem) {
                        return (index, .success(try await body(try self.present(call.entry), call.parameters)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var outcomes: [Int: Result<Written, Problem>] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
        return self.answer(entries.enumerated().compactMap { index, entry in outcomes[index].map { (entry, $0) } })
    }

    /// The cameras that are meant, all of which may be commanded.
    private func targets(
        of parameters: CallParameters,
        _ request: Request,
        _ context: CameraRequestContext
    ) throws(Problem) -> [CameraBoard.Entry] {
        let target: CallTarget
        do throws(InvalidCall) {
            target = try CallTarget(parameters)
        } catch {
            throw Problem(.badRequest, error.description)
        }
        switch target {
        case .all:
            let scope = try self.services.scope(request, context, may: .control)
            return self.services.board.all.filter { scope.contains($0.status.id) }.flatMap(\.withViews)
        case .cameras(let names):
            var entries: [CameraBoard.Entry] = []
            for name in names {
                entries.append(try self.services.camera(named: name, request, context, may: .control))
            }
            return entries
        }
    }

    /// The camera as it is now: a reload may have come while its file's name was rendered.
    private func present(_ entry: CameraBoard.Entry) throws(Problem) -> CameraBoard.Entry {
        guard let present = self.services.board[entry.status.entity] else {
            throw .unknownCamera(entry.status.entity.text)
        }
        return present
    }

    /// Each camera's own parameters; several cannot be written to one file.
    private func named(
        _ parameters: CallParameters,
        for entries: [CameraBoard.Entry],
        _ request: Request,
        _ context: CameraRequestContext
    ) async throws(Problem) -> [(entry: CameraBoard.Entry, parameters: CallParameters)] {
        var calls: [(entry: CameraBoard.Entry, parameters: CallParameters)] = []
        var taken: Set<String> = []
        // One after the other: rendered together, they would crowd out everybody else's templates.
        for entry in entries {
            let named = try await self.names.rendered(parameters, for: entry.status.entity, request, context)
            let name = (try? named.text("filename")) ?? ""
            guard taken.insert(name).inserted else {
                throw Problem(
                    .badRequest,
                    "\(entries.count) cameras cannot be written to one file, '\(name.prefix(80))': put {{ entity_id.name }} into its "
                        + "name, or call once for each"
                )
            }
            calls.append((entry, named))
        }
        return calls
    }

    // MARK: The answer

    /// As Home Assistant's services answer: the states that have changed; with what came of the call beside that of its camera.
    private func answer(of entry: CameraBoard.Entry, _ written: Written) -> JSONValue {
        var writer = JSONWriter()
        self.services.entities[entry.status.entity]?.write(to: &writer)
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

    private func answer(_ outcomes: [(entry: CameraBoard.Entry, result: Result<Written, Problem>)]) -> Response {
        let all = outcomes.map { entry, result in
            let entity = entry.status.entity
            switch result {
            case .success: return ServiceOutcome(entity: entity, status: 200, reason: "done")
            case .failure(let problem):
                return ServiceOutcome(entity: entity, status: problem.status.code, reason: problem.detail)
            }
        }
        let failures = all.filter { !$0.isDone }
        guard failures.isEmpty else { return ServiceRoutes.failure(all, failures) }
        let answers = outcomes.compactMap { entry, result in
            (try? result.get()).map { self.answer(of: entry, $0) }
        }
        return HomeAssistantAnswer.json(.list(answers))
    }
}
