import Shared

/// What a call is for: `entity_id` as one text, several behind commas, a list, or `all`.
enum ServiceTarget: Sendable, Hashable {
    case all
    case entities([EntityID])

    static let name = "entity_id"
    /// More in one call are refused.
    static let most = 1_000

    /// Takes the target out of a call's members; `target: {entity_id: …}`, as automations write it, counts too.
    init(takingFrom members: inout [String: JSONValue]) throws(InvalidCall) {
        var given = members.removeValue(forKey: Self.name)
        if let target = members.removeValue(forKey: "target") {
            guard var object = target.object else { throw InvalidCall("target is an object with entity_id") }
            given = given ?? object.removeValue(forKey: Self.name)
            if let other = object.keys.sorted().first(where: { $0 != Self.name }) {
                throw InvalidCall("extra keys not allowed @ data['target']['\(other.prefix(40))']")
            }
        }
        let texts: [String]
        switch given {
        case .text(let text): texts = text.split(separator: ",").map(String.init)
        case .list(let list):
            texts = list.compactMap(\.text)
            guard texts.count == list.count else { throw InvalidCall("entity_id is a text or a list of texts") }
        case nil, .null: throw InvalidCall("must contain at least one of entity_id: camera.front_door, a list, or all")
        default: throw InvalidCall("entity_id is a text or a list of texts")
        }
        let names = texts.map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        if names == ["all"] {
            self = .all
            return
        }
        guard !names.isEmpty else { throw InvalidCall("entity_id names nothing") }
        guard names.count <= Self.most else { throw InvalidCall("\(names.count) entities are more than \(Self.most)") }
        var seen: Set<EntityID> = []
        self = .entities(names.map(EntityID.init(lookingUp:)).filter { seen.insert($0).inserted })
    }
}
