package import Shared

/// Every entity of the camera, in place of those declared before; those that are missing are gone, but for those of
/// ``growing``.
package struct EntityList: Sendable, Hashable, Codable {
    package var entities: [EntityDeclaration]
    /// Domains of which the worker may not know all yet: the camera tells of them when something happens.
    ///
    /// What workers before it have declared of these stays, and waits to be told.
    package var growing: [EntityDeclaration.Domain]

    package init(entities: [EntityDeclaration], growing: [EntityDeclaration.Domain] = []) {
        self.entities = entities
        self.growing = growing
    }

    /// Who knows all its entities from the beginning need not say so.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.entities = try container.decode([EntityDeclaration].self, forKey: .entities)
        self.growing = try container.decodeIfPresent([EntityDeclaration.Domain].self, forKey: .growing) ?? []
    }
}

/// How some of the declared entities are now; the others stay as they were.
package struct EntityStates: Sendable, Hashable, Codable {
    package struct Change: Sendable, Hashable, Codable {
        /// ``EntityDeclaration/key``.
        package var key: String
        /// At most 255 letters; `nil` for what is not known yet.
        package var state: String?
        /// In place of those before.
        package var attributes: [String: JSONValue]
        /// `false` while the entity alone cannot be told: a sensor whose query fails.
        package var isAvailable: Bool

        package init(
            key: String,
            state: String?,
            attributes: [String: JSONValue] = [:],
            isAvailable: Bool = true
        ) {
            self.key = key
            self.state = state
            self.attributes = attributes
            self.isAvailable = isAvailable
        }
    }

    package var states: [Change]

    package init(states: [Change]) {
        self.states = states
    }
}

/// Something that happened at the camera.
package struct CameraEvent: Sendable, Hashable, Codable {
    /// A slug, `motion` or `line_crossed`.
    package var kind: String
    /// Where in the camera: a channel, a rule; in the camera's words.
    package var source: String?
    /// When, by the camera's clock as far as that is known to be right, else by ours.
    package var time: WallTime
    /// The `event` entity that it is an event of, ``EntityDeclaration/key``.
    package var entity: String?
    package var attributes: [String: JSONValue]

    /// Bytes of ``kind``.
    package static let longestKind = 64

    package init(
        kind: String,
        source: String? = nil,
        time: WallTime,
        entity: String? = nil,
        attributes: [String: JSONValue] = [:]
    ) {
        self.kind = kind
        self.source = source
        self.time = time
        self.entity = entity
        self.attributes = attributes
    }
}

/// Asks the worker to do something; `result` with the same sequence is the answer.
package struct ServiceCall: Sendable, Hashable, Codable {
    /// What a worker knows of its camera, for the file that is sent to somebody; nobody else can call it, since it is no service
    /// of the catalogue.
    package static let diagnostics = "camera.diagnostics"

    /// `amcrest.goto_preset`; the schema was kept to before it is sent.
    package var service: String
    /// ``EntityDeclaration/key`` of the entity it is called on; `nil` for the camera itself.
    package var entity: String?
    package var view: UInt16
    package var parameters: [String: JSONValue]
    /// Until nobody waits for the answer any more.
    package var timeoutMilliseconds: Int

    package init(
        service: String,
        entity: String? = nil,
        view: UInt16 = 0,
        parameters: [String: JSONValue] = [:],
        timeoutMilliseconds: Int
    ) {
        self.service = service
        self.entity = entity
        self.view = view
        self.parameters = parameters
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// States that the worker's templates ask for: all of them the first time, then what is different.
package struct TemplateStates: Sendable, Hashable, Codable {
    package struct Entry: Sendable, Hashable, Codable {
        package var entity: EntityID
        package var state: String
        package var attributes: [String: JSONValue]
        package var lastChanged: WallTime
        package var lastUpdated: WallTime

        package init(
            entity: EntityID,
            state: String,
            attributes: [String: JSONValue],
            lastChanged: WallTime,
            lastUpdated: WallTime
        ) {
            self.entity = entity
            self.state = state
            self.attributes = attributes
            self.lastChanged = lastChanged
            self.lastUpdated = lastUpdated
        }
    }

    /// What is not named is gone; else it is as it was.
    package var isComplete: Bool
    package var states: [Entry]
    package var removed: [EntityID]

    package init(isComplete: Bool, states: [Entry], removed: [EntityID] = []) {
        self.isComplete = isComplete
        self.states = states
        self.removed = removed
    }
}
