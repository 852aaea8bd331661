import Shared
import Templates

extension CameraConfiguration {
    /// The states that its templates ask for; `nil` when they ask for none.
    var templateInterest: TemplateFeed.Interest? {
        guard case .generic(let generic) = self.source else { return nil }
        let addresses = [generic.stillImageURL, generic.stream?.url].compactMap(\.self)
        // Those that cannot be read are errors of the configuration.
        let names = addresses.compactMap(\.template).compactMap { try? Template($0.text.reveal()).names }
        if names.contains(where: \.isAll) { return .all }
        let entities = names.reduce(into: Set<EntityID>()) { entities, names in
            entities.formUnion(names.entities.map { EntityID(lookingUp: $0) })
        }
        return entities.isEmpty ? nil : .entities(entities)
    }
}
