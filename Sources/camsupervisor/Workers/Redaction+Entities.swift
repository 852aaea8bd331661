import IPC
import Shared

/// What workers say of entities: bounded already (``WorkerLinkHandler``), so only secrets and what drives terminals go.
extension Redaction {
    func presentable(_ list: EntityList) -> EntityList {
        EntityList(
            entities: list.entities.map { entity in
                var entity = entity
                entity.key = self.plain(entity.key)
                entity.name = entity.name.map(self.plain)
                entity.deviceClass = entity.deviceClass.map(self.plain)
                entity.unit = entity.unit.map(self.plain)
                entity.stateClass = entity.stateClass.map(self.plain)
                entity.icon = entity.icon.map(self.plain)
                entity.eventTypes = entity.eventTypes.map(self.plain)
                return entity
            }
        )
    }

    func presentable(_ states: EntityStates) -> EntityStates {
        EntityStates(
            states: states.states.map { change in
                var change = change
                change.key = self.plain(change.key)
                change.state = change.state.map(self.plain)
                change.attributes = self.presentable(change.attributes)
                return change
            }
        )
    }

    func presentable(_ event: CameraEvent) -> CameraEvent {
        var event = event
        event.kind = self.plain(event.kind)
        event.source = event.source.map(self.plain)
        event.entity = event.entity.map(self.plain)
        event.attributes = self.presentable(event.attributes)
        return event
    }

    func presentable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: value
        case .text(let text): .text(self.plain(text))
        case .list(let list): .list(list.map { self.presentable($0) })
        case .object(let object): .object(self.presentable(object))
        }
    }

    private func presentable(_ object: [String: JSONValue]) -> [String: JSONValue] {
        Dictionary(object.map { (self.plain($0.key), self.presentable($0.value)) }) { first, _ in first }
    }

    private func plain(_ text: String) -> String { self.apply(to: text).printable }
}
