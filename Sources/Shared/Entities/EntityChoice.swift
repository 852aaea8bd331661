/// Which of a camera's entities the operator wants shown, whatever their worker says.
///
/// Patterns, with `*` for anything and `?` for one letter, of an entity's key (`motion`), of that behind its domain
/// (`binary_sensor.motion`), or of its id as it is made of the names (`binary_sensor.front_door_motion`).
package struct EntityChoice: Hashable, Sendable, Codable {
    /// Shown also when they are not by default, and when ``disabled`` has them too: `disabled: ["*"]` leaves these alone.
    package var enabled: [String]
    package var disabled: [String]
    /// Other names than the worker's, by key.
    package var names: [String: String]

    /// Patterns of each list.
    package static let most = 512

    package init(enabled: [String] = [], disabled: [String] = [], names: [String: String] = [:]) {
        self.names = names
        self.enabled = enabled
        self.disabled = disabled
    }

    /// What a list comes to.
    ///
    /// - Parameter names: those that an entity can be meant by.
    /// - Returns: the list, and the patterns that no entity is meant by.
    package func applied(
        to entities: [EntityDeclaration],
        names: (EntityDeclaration) -> [String]
    ) -> (entities: [EntityDeclaration], unmatched: [String]) {
        var unmatched = Set(self.enabled + self.disabled + self.names.keys)
        let chosen = entities.map { entity in
            let names = names(entity)
            func isMeant(_ pattern: String) -> Bool {
                let isMeant = names.contains { Self.matches($0, pattern) }
                if isMeant { unmatched.remove(pattern) }
                return isMeant
            }
            // All of them, or one that is not asked would be said not to match.
            let isEnabled = self.enabled.count(where: isMeant) > 0
            let isDisabled = self.disabled.count(where: isMeant) > 0
            var entity = entity
            if isEnabled || isDisabled { entity.isEnabledByDefault = isEnabled }
            if let name = self.names[entity.key] {
                entity.name = name
                unmatched.remove(entity.key)
            }
            return entity
        }
        return (chosen, unmatched.sorted())
    }

    /// Whether a text is like a pattern; in time of their lengths' product at most.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        let (text, pattern) = (Array(text.utf8), Array(pattern.utf8))
        var (place, position) = (0, 0)
        // Where the last `*` stands, and how far what it stands for reaches.
        var star: (position: Int, place: Int)?
        while place < text.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                star = (position, place)
                position += 1
            } else if position < pattern.count,
                pattern[position] == UInt8(ascii: "?") || pattern[position] == text[place]
            {
                (place, position) = (place + 1, position + 1)
            } else if let last = star {
                star = (last.position, last.place + 1)
                (place, position) = (last.place + 1, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
