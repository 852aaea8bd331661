import IPC
import Shared

/// What stays of a camera's entities beside a list that does not know all of them yet.
extension EntityDirectory {
    /// The entities that were shown, are of a domain that grows, and are not in the list.
    ///
    /// With the list's they are within the bounds of one: those that were not seen for longest are left out.
    func kept(beside list: EntityList, of camera: CameraID) -> [EntityDeclaration] {
        guard !list.growing.isEmpty else { return [] }
        let listed = Set(list.entities.map(\.key))
        let shown = Set(self.entities(of: camera).map(\.id))
        let old = self.registry.entries(of: camera).filter { entry in
            let declaration = entry.declaration
            return shown.contains(entry.id) && list.growing.contains(declaration.domain)
                && !listed.contains(declaration.key)
        }
        .sorted { $0.seenOn > $1.seenOn }
        var room = EntityDeclaration.most - list.entities.count
        var weight =
            EntityRegistry.mostWeightOfCamera - list.entities.reduce(0) { $0 + EntityRegistry.mostWeight(of: $1) }
        return old.filter { entry in
            room -= 1
            weight -= EntityRegistry.mostWeight(of: entry.declaration)
            return room >= 0 && weight >= 0
        }
        .map(\.declaration)
    }
}
