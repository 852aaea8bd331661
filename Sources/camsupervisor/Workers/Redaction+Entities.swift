import IPC
import Shared

/// What workers say of entities: bounded already (``WorkerLinkHandler``), so only secrets and what drives terminals go.
///
/// The mask is longer than a short secret, so what it makes too long is cut again.
extension Redaction {
    /// Bytes of a name or a kind.
    private static let longestWord = EntityDeclaration.longestKey

    func presentable(_ list: EntityList) -> EntityList {
        EntityList(
            entities: list.entities.map { entity in
                var entity = entity
                entity.key = self.word(entity.key)
                entity.name = entity.name.map(self.word)
                entity.deviceClass = entity.deviceClass.map(self.word)
                entity.unit = entity.unit.map(self.word)
                entity.stateClass = entity.stateClass.map(self.word)
                entity.icon = entity.icon.map(self.word)
                entity.eventTypes = entity.eventTypes.map(self.word)
                return entity
            },
            growing: list.growing
        )
    }

    func presentable(_ list: ViewList) -> ViewList {
        ViewList(
            views: list.views.map { view in
                var view = view
                view.key = self.word(view.key)
                view.name = self.word(view.name)
                return view
            }
        )
    }

    func presentable(_ states: EntityStates) -> EntityStates {
        EntityStates(
            states: states.states.map { change in
                var change = change
                change.key = self.word(change.key)
                change.state = change.state.map { state in
                    let state = self.plain(state)
                    return EntityLimits.isState(state)
                        ? state : String(String.UnicodeScalarView(state.unicodeScalars.prefix(EntityLimits.state)))
                }
                change.attributes = self.attributes(change.attributes)
                return change
            }
        )
    }

    func presentable(_ event: CameraEvent) -> CameraEvent {
        var event = event
        event.kind = self.word(event.kind)
        event.source = event.source.map(self.word)
        event.entity = event.entity.map(self.word)
        event.attributes = self.attributes(event.attributes)
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

    /// None rather than too many; only what holds hundreds of secrets becomes so.
    private func attributes(_ attributes: [String: JSONValue]) -> [String: JSONValue] {
        let shown = self.presentable(attributes)
        return shown == attributes || EntityLimits.fits(shown, EntityLimits.attributes) ? shown : [:]
    }

    private func presentable(_ object: [String: JSONValue]) -> [String: JSONValue] {
        Dictionary(object.map { (self.plain($0.key), self.presentable($0.value)) }) { first, _ in first }
    }

    private func plain(_ text: String) -> String { self.apply(to: text).printable }

    private func word(_ text: String) -> String {
        let text = self.plain(text)
        guard text.utf8.count > Self.longestWord else { return text }
        var word = text
        while word.utf8.count > Self.longestWord { word.unicodeScalars.removeLast() }
        return word
    }
}
