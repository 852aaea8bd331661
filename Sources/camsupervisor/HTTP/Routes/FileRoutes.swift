import HTTPTypes
import Hummingbird
import NIOCore
import Shared

/// What writes files: Home Assistant's `camera.snapshot` and `camera.record`, and the same beside the camera's other verbs.
///
/// Each answers when the file is there, as Home Assistant's service calls do.
struct FileRoutes: Routes {
    let services: FrontServices

    var names: FileNameTemplate { FileNameTemplate(services: self.services) }

    func add(to router: Router<CameraRequestContext>) {
        self.addSnapshots(to: router)
        router.post("/api/services/camera/record") { request, context in
            try await self.call(ServiceCatalogue.record, request, context) { (entry, parameters) throws(Problem) in
                .recording(try await self.record(entry, parameters, context))
            }
        }
        router.post("/api/v1/cameras/:camera/record") { request, context in
            let entry = try self.services.camera(request, context, may: .control)
            let parameters = try await Self.parameters(request, ServiceCatalogue.record)
            let named = try await self.names.rendered(parameters, for: entry.status.entity, request, context)
            return JSONBody.response(try await self.record(entry, named, context))
        }
        router.post("/api/v1/cameras/:camera/record/stop") { request, context in
            let entry = try self.services.camera(request, context, may: .control)
            let stopped = try self.stop(entry.status.entity, file: RequestTarget(request.head.path ?? "/")["filename"])
            return JSONBody.response(["stopped": stopped])
        }
    }

    /// - Parameter file: named as for a recording, of those that are being made; `nil` for all of the camera.
    /// - Returns: how many were ended.
    private func stop(_ entity: EntityID, file: String?) throws(Problem) -> Int {
        guard let file else { return self.services.recordings.stop(entity) }
        let path: WritePath
        do {
            path = try WritePath(file, of: .recording, in: self.services.rules.current.writeFolders)
        } catch {
            throw Problem(.badRequest, error.description)
        }
        let stopped = self.services.recordings.stop(entity, file: path)
        guard stopped > 0 else {
            throw Problem(.notFound, "camera '\(entity.objectID)' is not being recorded to \(path)")
        }
        return stopped
    }

    private func addSnapshots(to router: Router<CameraRequestContext>) {
        router.post("/api/services/camera/snapshot") { request, context in
            try await self.call(ServiceCatalogue.snapshot, request, context) { (entry, parameters) throws(Problem) in
                .snapshot(try await self.snapshot(of: entry, parameters, isOurs: false, context))
            }
        }
        router.post("/api/v1/cameras/:camera/snapshot") { request, context in
            let entry = try self.services.camera(request, context, may: .control)
            let parameters = try await Self.parameters(request, ServiceCatalogue.snapshot)
            let named = try await self.names.rendered(parameters, for: entry.status.entity, request, context)
            return JSONBody.response(try await self.snapshot(of: entry, named, isOurs: true, context))
        }
    }

    private func snapshot(
        of entry: CameraBoard.Entry,
        _ parameters: [String: JSONValue],
        isOurs: Bool,
        _ context: CameraRequestContext
    ) async throws(Problem) -> SnapshotService.Document {
        let call: SnapshotCall
        do {
            call = try SnapshotCall(
                parameters,
                folders: self.services.rules.current.writeFolders,
                isNameJudged: isOurs,
                isPushed: entry.isPushed
            )
        } catch {
            throw Problem(.badRequest, error.description)
        }
        let service = SnapshotService(stills: self.services.stills, backlog: self.services.recordings.backlog)
        return try await service.snapshot(of: entry, call, on: context.eventLoop)
    }

    private func record(
        _ entry: CameraBoard.Entry,
        _ parameters: [String: JSONValue],
        _ context: CameraRequestContext
    ) async throws(Problem) -> RecordingDocument {
        let call: RecordingCall
        do {
            call = try RecordingCall(parameters, folders: self.services.rules.current.writeFolders)
        } catch {
            throw Problem(.badRequest, error.description)
        }
        guard let view = self.services.hub.view(of: entry) else { throw .unavailable(entry.status) }
        return try await self.services.recordings.record(
            entry,
            from: view.media,
            call,
            board: self.services.board,
            on: context.eventLoop,
            logger: context.logger
        )
    }

    /// The fields of one of our own paths, as the service's schema has them: of the body, or without one of the URL.
    ///
    /// Nothing is replaced unless that is said.
    private static func parameters(
        _ request: Request,
        _ schema: ServiceSchema
    ) async throws(Problem) -> [String: JSONValue] {
        var members: [String: JSONValue]
        do throws(HomeAssistantRefusal) {
            members = try await ReceivedCall.members(of: request) ?? Self.membersOfURL(request, schema)
        } catch {
            throw Problem(error.status, error.message)
        }
        if members[SnapshotCall.overwrite, default: .null] == .null { members[SnapshotCall.overwrite] = false }
        do throws(InvalidCall) {
            return try schema.validated(members)
        } catch {
            throw Problem(.badRequest, error.description)
        }
    }

    private static func membersOfURL(_ request: Request, _ schema: ServiceSchema) -> [String: JSONValue] {
        let target = RequestTarget(request.head.path ?? "/")
        var members: [String: JSONValue] = [:]
        for field in schema.fields {
            // `?overwrite` says it.
            members[field.name] = target[field.name].map { field.kind == .flag && $0.isEmpty ? true : .text($0) }
        }
        return members
    }
}

extension CameraBoard.Entry {
    /// Whether its pictures are events, which nobody can ask for.
    fileprivate var isPushed: Bool {
        if case .push = self.configuration?.source { true } else { false }
    }
}
