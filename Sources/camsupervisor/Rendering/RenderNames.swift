import IPC
import Shared

/// Which states a template asks for, by its worker's word.
struct RenderNames: Sendable, Hashable {
    /// Any there is.
    var isAll: Bool
    var entities: Set<EntityID>

    init(isAll: Bool = false, entities: Set<EntityID> = []) {
        self.isAll = isAll
        self.entities = entities
    }

    /// What is not understood names nothing.
    init(_ response: JSONValue?) {
        let members = response?.object ?? [:]
        let names = members[TemplateCall.entities]?.list ?? []
        self.isAll = members[TemplateCall.isAll] == .bool(true)
        self.entities = Set(names.compactMap { $0.text.map { EntityID(lookingUp: $0) } })
    }
}

extension EntityHub {
    /// The states that are named and may be seen, as messages for a worker that has none.
    func states(_ names: RenderNames, visibleTo scope: AccessScope) -> [TemplateStates] {
        let named =
            names.isAll
            ? self.all : names.entities.sorted { $0.text < $1.text }.compactMap { self[$0] }
        let seen = named.filter { scope.contains($0.camera) }.prefix(TemplateFeed.most)
        return TemplateFeed.messages(Array(seen), [], isComplete: true)
    }
}
