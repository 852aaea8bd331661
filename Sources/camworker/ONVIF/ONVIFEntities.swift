internal import Shared

/// All entities of a device together.
///
/// Pure.
enum ONVIFEntities {
    /// The switches and buttons first, which are few: what notifications make may be cut off.
    ///
    /// - Returns: at most ``EntityDeclaration/most``, each key once.
    static func declarations(controls: [EntityDeclaration], events: [EntityDeclaration]) -> [EntityDeclaration] {
        var keys: Set<String> = []
        let all = (controls + events).filter { keys.insert($0.key).inserted }
        return Array(all.prefix(EntityDeclaration.most))
    }
}
