import IPC
import NIOCore
import Shared

/// What became of a call on one entity: an HTTP status and words.
struct ServiceOutcome: Sendable {
    var entity: EntityID
    var status: Int
    var reason: String
    var response: JSONValue?

    var isDone: Bool { 200...299 ~= self.status }
}

/// Has services done: by the supervisor itself where they concern workers, else by the workers.
struct ServiceRunner: Sendable {
    /// Longest wait for a worker: cameras take seconds to move, and a client waits no longer than for a still.
    static let patience = Duration.seconds(10)
    /// Bytes of the parameters as a worker gets them; half of what the message may have.
    private static let longestParameters = 32 * 1024

    let services: FrontServices
    let eventLoop: any EventLoop

    /// Calls on each entity; those of one camera one after the other, of several at once.
    ///
    /// - Returns: in the order of the entities.
    func call(
        _ schema: ServiceSchema,
        on entities: [EntityID],
        _ parameters: [String: JSONValue]
    ) async -> [ServiceOutcome] {
        let groups = Dictionary(grouping: entities) { self.services.entities[$0]?.camera }
        var outcomes: [EntityID: ServiceOutcome] = [:]
        await withTaskGroup(of: [ServiceOutcome].self) { group in
            for entities in groups.values {
                group.addTask {
                    var outcomes: [ServiceOutcome] = []
                    for entity in entities { outcomes.append(await self.call(schema, on: entity, parameters)) }
                    return outcomes
                }
            }
            for await some in group { for outcome in some { outcomes[outcome.entity] = outcome } }
        }
        return entities.compactMap { outcomes[$0] }
    }

    private func call(
        _ schema: ServiceSchema,
        on entity: EntityID,
        _ parameters: [String: JSONValue]
    ) async -> ServiceOutcome {
        func outcome(_ status: Int, _ reason: String) -> ServiceOutcome {
            ServiceOutcome(entity: entity, status: status, reason: reason)
        }
        switch self.services.entities.target(entity) {
        case nil: return outcome(404, "it is gone")
        case .stateOnly: return outcome(501, "nobody is behind it: its state was set by a client")
        case .camera(let camera):
            if let command = Self.commands[schema.name] {
                return await self.perform(command, on: camera, as: entity)
            }
            return await self.ask(camera, ServiceCall(schema.name, key: nil, view: 0, parameters), as: entity)
        case .declared(let camera, let declaration):
            let call = ServiceCall(schema.name, key: declaration.key, view: declaration.view, parameters)
            return await self.ask(camera, call, as: entity)
        }
    }

    // MARK: By the supervisor

    private static let commands: [String: WorkerPool.Command] = [
        "camera.turn_on": .start, "camera.turn_off": .stop, "camera.restart": .restart,
    ]

    private func perform(
        _ command: WorkerPool.Command,
        on camera: CameraID,
        as entity: EntityID
    ) async -> ServiceOutcome {
        func outcome(_ status: Int, _ reason: String) -> ServiceOutcome {
            ServiceOutcome(entity: entity, status: status, reason: reason)
        }
        guard let entry = self.services.board[camera] else { return outcome(404, "it is gone") }
        guard entry.configuration != nil else {
            return outcome(409, "it is misconfigured: \(entry.status.reason ?? "")")
        }
        do {
            try await self.services.pool.perform(command, on: camera)
            return outcome(200, "done")
        } catch {
            switch error {
            case .unknownCamera: return outcome(404, "it is gone")
            case .shuttingDown: return outcome(503, Problem.shuttingDown.detail)
            }
        }
    }

    // MARK: By the worker

    private func ask(_ camera: CameraID, _ call: ServiceCall, as entity: EntityID) async -> ServiceOutcome {
        func outcome(_ status: Int, _ reason: String) -> ServiceOutcome {
            ServiceOutcome(entity: entity, status: status, reason: reason)
        }
        guard JSONWriter.bytes(of: .object(call.parameters)).count <= Self.longestParameters else {
            return outcome(400, "its parameters are longer than \(Self.longestParameters) bytes")
        }
        guard let entry = self.services.board[camera] else { return outcome(404, "it is gone") }
        guard let connection = entry.connection else { return outcome(503, Problem.noWorker(for: entry.status).detail) }
        do {
            let future = try connection.ask(on: self.eventLoop, timeout: Self.patience) { sequence, link in
                link.send(.call, call, sequence: sequence)
            }
            guard case .result(let result) = try await future.get() else {
                return outcome(502, "its worker answered with a picture")
            }
            return ServiceOutcome(
                entity: entity,
                status: Self.believed(result.status),
                reason: result.reason,
                response: result.response
            )
        } catch WorkerConnection.QuestionError.busy {
            return outcome(503, "\(WorkerConnection.maximumQuestions) questions to its worker are under way")
        } catch WorkerConnection.QuestionError.workerGone {
            return outcome(502, "its worker ended before it answered\(self.reasonOfEnd(camera))")
        } catch {
            return outcome(504, "it did not answer within \(Self.patience.forPeople)")
        }
    }

    /// A worker's word for a status is believed where it is one that a service may have.
    private static func believed(_ status: Int) -> Int {
        [200, 400, 404, 409, 501, 502, 503, 504].contains(status) ? status : 502
    }

    private func reasonOfEnd(_ camera: CameraID) -> String {
        guard let status = self.services.board[camera]?.status, let reason = status.reason else { return "" }
        return ": \(reason)"
    }
}

extension ServiceCall {
    fileprivate init(_ service: String, key: String?, view: UInt16, _ parameters: [String: JSONValue]) {
        self.init(
            service: service,
            entity: key,
            view: view,
            parameters: parameters,
            timeoutMilliseconds: Int(ServiceRunner.patience.wholeNanoseconds / 1_000_000)
        )
    }
}
