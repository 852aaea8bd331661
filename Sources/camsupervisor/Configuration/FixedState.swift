import Shared

/// A state of the configuration: what templates can ask for and no camera says.
struct FixedState: Sendable, Hashable {
    var entity: EntityID
    /// At most 255 letters.
    var state: String
    var attributes: [String: JSONValue] = [:]
}

extension FixedState {
    /// Named one by one by a reload; of more only the number is told.
    private static let mostNamed = 10

    /// In what two lists differ, by the keys of the file.
    static func differences(from old: [FixedState], to new: [FixedState]) -> [String] {
        let before = Dictionary(uniqueKeysWithValues: old.map { ($0.entity, $0) })
        let after = Dictionary(uniqueKeysWithValues: new.map { ($0.entity, $0) })
        let ids = (new.map(\.entity) + old.map(\.entity).filter { after[$0] == nil }).filter { before[$0] != after[$0] }
        guard ids.count <= Self.mostNamed else { return ["states (\(ids.count) of them)"] }
        return ids.flatMap { id -> [String] in
            guard let old = before[id], let new = after[id] else { return ["states.\(id)"] }
            let keys: [String?] = [
                old.state == new.state ? nil : "states.\(id).state",
                old.attributes == new.attributes ? nil : "states.\(id).attributes",
            ]
            return keys.compactMap(\.self)
        }
    }
}
