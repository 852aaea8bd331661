import IPC
import NIOCore
import Shared

/// What became of a call on one entity: an HTTP status and words.
struct ServiceOutcome: Sendable {
    var entity: EntityID
    var status: Int
    var reason: String
    var response: JSONValue?
    /// It would be the same for every other entity of the camera.
    var isOfCamera = false

    var isDone: Bool { 200...299 ~= self.status }

    /// Of a call on `all`: what cannot be done by an entity (501) was not meant for it, as long as others can.
    ///
    /// Views are turned on and off with their camera, nobody can ask for an upload, and what a camera lacks its worker knows.
    static func ofAll(_ outcomes: [ServiceOutcome]) -> [ServiceOutcome] {
        let able = outcomes.filter { $0.status != 501 }
        return able.isEmpty ? outcomes : able
    }
}

/// Has services done: by the supervisor itself where they concern workers, else by the workers.
struct ServiceRunner: Sendable {
    /// Longest wait for a worker: cameras take seconds to move, and a client waits no longer than for a still.
    static let patience = Duration.seconds(10)
    /// Longest wait for all entities of one camera that a call names.
    static let patienceOfCamera = Duration.seconds(30)
    /// Bytes of the parameters as a worker gets them; half of what the message may have.
    private static let longestParameters = 32 * 1024

    let services: FrontServices
    let eventLoop: any EventLoop
    var patience = Self.patience

    static let nobody = "nobody is behind it: its state was set by the configuration or by a client"

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
                    await self.callEach(schema, on: entities, parameters)
                }
            }
            for await some in group { for outcome in some { outcomes[outcome.entity] = outcome } }
        }
        return entities.compactMap { outcomes[$0] }
    }

    /// One camera's: what has not answered for one is not asked for each of the others, which may be hundreds.
    private func callEach(
        _ schema: ServiceSchema,
        on entities: [EntityID],
        _ parameters: [String: JSONValue]
    ) async -> [ServiceOutcome] {
        let start = MonotonicTime.now()
        var outcomes: [ServiceOutcome] = []
        for entity in entities {
            if var last = outcomes.last, last.isOfCamera {
                last.entity = entity
                outcomes.append(last)
            } else if MonotonicTime.now().since(start) > Self.patienceOfCamera {
                let words = "not asked: the camera's others took more than \(Self.patienceOfCamera.forPeople)"
                outcomes.append(ServiceOutcome(entity: entity, status: 504, reason: words))
            } else {
                outcomes.append(await self.call(schema, on: entity, parameters))
            }
        }
        return outcomes
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
        case .stateOnly:
            return outcome(501, Self.nobody)
        case .camera(let camera):
            if let command = Self.commands[schema.name], !self.isForCamera(command, camera) {
                return await self.perform(command, on: camera, as: entity)
            }
            if schema.name == "homeassistant.update_entity" { return await self.refresh(as: entity) }
            if let words = self.whyNot(schema, camera) { return outcome(501, words) }
            let time = self.patience + schema.duration(parameters)
            let call = ServiceCall(schema.name, key: nil, view: 0, parameters, within: time)
            return await self.ask(camera, call, as: entity)
        case .view(let camera):
            guard let view = self.services.board[entity]?.status.view else { return outcome(404, "it is gone") }
            guard Self.commands[schema.name] == nil else {
                return outcome(501, "it is a view of \(EntityID(of: camera)), which is turned on and off as a whole")
            }
            if schema.name == "homeassistant.update_entity" { return await self.refresh(as: entity) }
            if let words = self.whyNot(schema, camera) { return outcome(501, words) }
            let time = self.patience + schema.duration(parameters)
            let call = ServiceCall(schema.name, key: nil, view: view.number, parameters, within: time)
            return await self.ask(camera, call, as: entity)
        case .declared(let camera, let declaration):
            let time = self.patience + schema.duration(parameters)
            let call = ServiceCall(schema.name, key: declaration.key, view: declaration.view, parameters, within: time)
            let outcome = await self.ask(camera, call, as: entity)
            if outcome.isDone, schema.name == "button.press" { self.services.entities.pressed(entity) }
            return outcome
        }
    }

    // MARK: By the supervisor

    private static let commands: [String: WorkerPool.Command] = [
        "camera.turn_on": .start, "camera.turn_off": .stop, "camera.restart": .restart,
    ]

    /// Whether it is the camera itself that is turned on or off, and not its worker.
    ///
    /// One whose worker is switched off cannot be asked: it is started, or is as off as it can be.
    private func isForCamera(_ command: WorkerPool.Command, _ camera: CameraID) -> Bool {
        guard command != .restart, let entry = self.services.board[camera], entry.status.override == nil else {
            return false
        }
        return entry.configuration?.source.canBeTurnedOff == true
    }

    /// Of a service that every camera has by its name, and only those of some platforms can do.
    private func whyNot(_ schema: ServiceSchema, _ camera: CameraID) -> String? {
        guard ServiceCatalogue.standard[schema.name] != nil, let platform = self.services.board[camera]?.platform,
            !platform.has(schema)
        else { return nil }
        return "its platform, \(platform.rawValue), does not do \(schema.name)"
    }

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
            await self.told(command, of: camera)
            return outcome(200, "done")
        } catch {
            switch error {
            case .unknownCamera: return outcome(404, "it is gone")
            case .shuttingDown: return outcome(503, Problem.shuttingDown.detail)
            }
        }
    }

    /// Waits until a camera is told to be off or on, so that the answer shows it; not for ever, since a worker may take its
    /// time to end.
    private func told(_ command: WorkerPool.Command, of camera: CameraID) async {
        guard command != .restart else { return }
        for _ in 0..<Self.looksAtEnd {
            guard let state = self.services.board[camera]?.status.state else { return }
            guard (state == .off) != (command == .stop) else { break }
            try? await Task.sleep(for: Self.betweenLooks)
        }
        // The board is told first; behind this the entities are, too.
        _ = await self.services.pool.resting
    }

    // MARK: By the worker

    private func ask(_ camera: CameraID, _ call: ServiceCall, as entity: EntityID) async -> ServiceOutcome {
        func outcome(_ status: Int, _ reason: String) -> ServiceOutcome {
            ServiceOutcome(entity: entity, status: status, reason: reason, isOfCamera: true)
        }
        guard JSONWriter.bytes(of: .object(call.parameters)).count <= Self.longestParameters else {
            return outcome(400, "its parameters are longer than \(Self.longestParameters) bytes")
        }
        guard let entry = self.services.board[camera] else { return outcome(404, "it is gone") }
        guard let connection = entry.connection else { return outcome(503, Problem.noWorker(for: entry.status).detail) }
        do {
            let future = try connection.ask(on: self.eventLoop, timeout: call.timeout) { sequence, link in
                link.send(.call, call, sequence: sequence)
            }
            guard case .result(let result) = try await future.get() else {
                return outcome(502, "its worker answered with a picture")
            }
            return ServiceOutcome(
                entity: entity,
                status: Self.believed(result.status),
                reason: result.reason,
                response: result.response,
                // The worker gives up half a second before us, and says so of its camera.
                isOfCamera: result.status == 504
            )
        } catch WorkerConnection.QuestionError.busy {
            return outcome(503, "\(WorkerConnection.maximumQuestions) questions to its worker are under way")
        } catch WorkerConnection.QuestionError.workerGone {
            return outcome(502, "its worker ended before it answered\(await self.reasonOfEnd(of: connection))")
        } catch {
            return outcome(504, "it did not answer within \(call.timeout.forPeople)")
        }
    }

    /// A worker's word for a status is believed where it is one that a service may have.
    private static func believed(_ status: Int) -> Int {
        [200, 400, 404, 409, 501, 502, 503, 504].contains(status) ? status : 502
    }

    /// How a worker has ended; its link is closed some milliseconds before that is known.
    private func reasonOfEnd(of connection: WorkerConnection) async -> String {
        for _ in 0..<Self.looksAtEnd {
            guard let status = self.services.board[connection.camera]?.status else { return "" }
            if let exit = status.lastExits.first(where: { $0.generation == connection.generation }) {
                return ": \(exit.reason)"
            }
            try? await Task.sleep(for: Self.betweenLooks)
        }
        return ""
    }

    /// A second in all: a process that is stuck in the kernel may take longer, and nobody waits for that.
    private static let looksAtEnd = 50
    private static let betweenLooks = Duration.milliseconds(20)
}

extension ServiceCall {
    fileprivate init(
        _ service: String,
        key: String?,
        view: UInt16,
        _ parameters: [String: JSONValue],
        within time: Duration
    ) {
        self.init(
            service: service,
            entity: key,
            view: view,
            parameters: parameters,
            timeoutMilliseconds: Int(time.wholeNanoseconds / 1_000_000)
        )
    }

    /// Longest wait for the answer.
    fileprivate var timeout: Duration { .milliseconds(self.timeoutMilliseconds) }
}
