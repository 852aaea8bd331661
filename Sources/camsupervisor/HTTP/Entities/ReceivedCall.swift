import HTTPTypes
import Hummingbird
import Shared

/// A service call that may be made: its fields are as the service's schema has them, its entities are there.
struct ReceivedCall: Sendable {
    var entities: [EntityID]
    /// Nobody named them.
    var isOnAll: Bool
    var parameters: [String: JSONValue]

    /// Bytes and values of a call: a list of a thousand entities.
    private static let bounds = EntityLimits.parameters

    /// - Parameter scope: the cameras that the caller may command.
    init(
        _ request: Request,
        of schema: ServiceSchema,
        _ scope: AccessScope,
        _ services: FrontServices
    ) async throws(HomeAssistantRefusal) {
        var members = try await Self.members(of: request) ?? [:]
        let target: ServiceTarget
        do throws(InvalidCall) {
            target = try ServiceTarget(takingFrom: &members)
            self.parameters = try schema.validated(members)
        } catch {
            throw HomeAssistantRefusal(.badRequest, error.description)
        }
        self.isOnAll = target == .all
        self.entities = try Self.entities(target, schema, scope, services)
    }

    /// What the body says; `nil` without one.
    static func members(of request: Request) async throws(HomeAssistantRefusal) -> [String: JSONValue]? {
        let json = try await RequestJSON(request, within: Self.bounds, words: "Data should be valid JSON.")
        guard let value = json.value else { return nil }
        guard let members = value.object else {
            throw HomeAssistantRefusal(.badRequest, "Data should be a JSON object.")
        }
        return members
    }

    /// The entities that are meant, all of which are there and may be commanded.
    private static func entities(
        _ target: ServiceTarget,
        _ schema: ServiceSchema,
        _ scope: AccessScope,
        _ services: FrontServices
    ) throws(HomeAssistantRefusal) -> [EntityID] {
        switch target {
        case .all:
            return services.entities.all.filter { state in
                schema.target.takes(state.entity) && scope.contains(state.camera)
                    && services.board.isDone(schema, by: state)
            }
            .map(\.entity)
        case .entities(let entities):
            for id in entities {
                let shown = id.text.prefix(80)
                // As if there were none: a token for some cameras learns nothing of others.
                guard let state = services.entities[id], scope.contains(state.camera) else {
                    throw HomeAssistantRefusal(.notFound, "there is no entity '\(shown)'")
                }
                guard schema.target.takes(id) else {
                    let words = "\(schema.name) is not for entities like '\(shown)' @ data['entity_id']"
                    throw HomeAssistantRefusal(.badRequest, words)
                }
            }
            return entities
        }
    }
}

extension CameraBoard {
    /// Whether somebody is behind a state who may know the service: `all` are all of those, as in Home Assistant.
    fileprivate func isDone(_ schema: ServiceSchema, by state: EntityState) -> Bool {
        guard let camera = state.camera, let entry = self[camera] else { return false }
        guard !schema.needsVideo || self[state.entity]?.hasVideo == true else { return false }
        guard let platform = entry.platform else {
            // What a camera with errors in its entry could do nobody knows, but that it is one.
            return ServiceCatalogue.standard[schema.name] != nil && !ServiceCatalogue.motionDetection.contains(schema)
        }
        return platform.has(schema)
    }
}
