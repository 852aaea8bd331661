internal import Shared

/// `entities:` of a camera.
enum EntitiesSection {
    private static let patterns = ValueReader<[String]>.list(
        of: .nonEmptyText(longest: EntityDeclaration.longestKey),
        "a list of keys or ids, with `*` and `?`",
        longest: EntityChoice.most
    )

    static let enable = DefaultedOption(
        "enable",
        patterns,
        default: [],
        shown: "none",
        "Entities that are there although they are not by default, or although `disable` has them too."
    )
    static let disable = DefaultedOption(
        "disable",
        patterns,
        default: [],
        shown: "none",
        "Entities that are not there."
    )

    static let names = DefaultedOption(
        "names",
        .names,
        default: [:],
        shown: "none",
        "Other names than the platform's, behind the camera's."
    )

    static let table = OptionTable("entities", [enable.description, disable.description, names.description])

    static func decode(_ node: Node, _ report: inout Report) -> EntityChoice? {
        guard let section = Section(node, table: table, &report) else { return nil }
        let choice = EntityChoice(
            enabled: section.value(enable, &report),
            disabled: section.value(disable, &report),
            names: section.value(names, &report)
        )
        return choice == EntityChoice() ? nil : choice
    }
}

extension ValueReader where Value == [String: String] {
    /// A map of keys to names; wrong ones are reported and left out.
    fileprivate static var names: Self {
        Self("a map of keys to names") { node, key, report in
            guard let pairs = node.pairs, pairs.count <= EntityChoice.most else {
                report.wrongValue(node, key: key, form: "a map of keys to names, \(EntityChoice.most) at most")
                return nil
            }
            var names: [String: String] = [:]
            for pair in pairs {
                let entity = ValueReader<String>.nonEmptyText(longest: EntityDeclaration.longestKey)
                guard let own = entity.read(pair.key, key: key, &report),
                    let name = entity.read(pair.value, key: "\(key).\(own)", &report)
                else { continue }
                names[own] = name
            }
            return names
        }
    }
}
