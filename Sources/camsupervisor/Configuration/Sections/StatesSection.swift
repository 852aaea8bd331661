internal import Shared

/// `states:`: a map of entity ids to a state, or to a map of one with attributes.
enum StatesSection {
    /// Nobody writes more by hand.
    static let most = 1_000

    static let state = RequiredOption(
        "state",
        .shownState,
        "As it stands here: `on` is no boolean."
    )
    static let attributes = DefaultedOption<[String: JSONValue]>(
        "attributes",
        .attributes,
        default: [:],
        shown: "none",
        "Anything by name: texts, numbers, booleans, lists and maps of them."
    )

    static let table = OptionTable("states", [state.description, attributes.description])

    static func decode(_ node: Node, _ report: inout Report) -> [FixedState] {
        guard let pairs = node.pairs else {
            report.wrongValue(node, key: Self.table.name, form: "a map of entity ids to states")
            return []
        }
        guard pairs.count <= Self.most else {
            report.error("'states' has more than \(Self.most) entries", at: node.location)
            return []
        }
        var places: [EntityID: SourceLocation] = [:]
        return pairs.compactMap { pair -> FixedState? in
            guard let id = Self.id(pair.key, &report) else { return nil }
            if let first = places.updateValue(pair.key.location, forKey: id) {
                report.error("\(quoted(id.text)) stands here twice; first at \(first)", at: pair.key.location)
                return nil
            }
            return Self.decode(pair.value, id, &report)
        }
    }

    private static func id(_ node: Node, _ report: inout Report) -> EntityID? {
        let id: EntityID
        do throws(InvalidEntityID) {
            id = try EntityID(node.scalar?.text ?? "")
        } catch {
            report.error("\(error)", at: node.location)
            return nil
        }
        guard id.domain != "camera" else {
            report.error(
                "cameras say themselves how they are",
                at: node.location,
                hint: "another domain: sensor, input_text"
            )
            return nil
        }
        return id
    }

    private static func decode(_ node: Node, _ id: EntityID, _ report: inout Report) -> FixedState? {
        guard node.pairs != nil else {
            return ValueReader<String>.shownState.read(node, key: id.text, &report).map {
                FixedState(entity: id, state: $0)
            }
        }
        var own = Report()
        defer { report.append(contentsOf: own) }
        guard let section = Section(node, table: table, &own) else { return nil }
        let attributes = section.value(Self.attributes, &own)
        return section.value(Self.state, &own).map { FixedState(entity: id, state: $0, attributes: attributes) }
    }
}

extension ValueReader where Value == String {
    /// A state; no secret, since whoever may look at anything is shown it.
    fileprivate static var shownState: Self {
        Self("a text of at most \(EntityLimits.state) letters") { node, key, report in
            guard let text = ValueReader<String>.text().read(node, key: key, &report) else { return nil }
            guard node.scalar?.isSecret != true else {
                report.error("'\(key)' must be no secret: every client is shown it", at: node.location)
                return nil
            }
            guard EntityLimits.isState(text) else {
                report.error("'\(key)' is longer than \(EntityLimits.state) letters", at: node.location)
                return nil
            }
            return text
        }
    }
}

extension ValueReader where Value == [String: JSONValue] {
    /// Within ``EntityLimits/attributes``.
    fileprivate static var attributes: Self {
        Self("a map of names to values") { node, key, report in
            guard node.pairs != nil else {
                report.wrongValue(node, key: key, form: "a map of names to values")
                return nil
            }
            guard let attributes = JSONValue(node, key: key, &report)?.object else { return nil }
            guard EntityLimits.fits(attributes, EntityLimits.attributes) else {
                let bounds = EntityLimits.attributes
                report.error(
                    "'\(key)' is larger than \(bounds.bytes / 1024) KiB, \(bounds.values) values or \(bounds.depth) levels",
                    at: node.location
                )
                return nil
            }
            return attributes
        }
    }
}
