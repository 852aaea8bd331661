internal import Shared

/// One entry of `http.tokens`.
enum TokenSection {
    /// Fewer characters could be tried out; `openssl rand -hex 16` makes 32.
    static let shortest = 16

    static let name = RequiredOption(
        "name",
        .nonEmptyText(longest: 64),
        "Whose token it is, for logs and `status`; unique."
    )
    static let token = RequiredOption(
        "token",
        .secret("a text of at least \(shortest) characters", longest: 512) { $0.count >= shortest },
        "What the caller shows; unique. `openssl rand -hex 16` makes one."
    )
    static let may = DefaultedOption<[AccessToken.Permission]>(
        "may",
        .list(
            of: .choice,
            "a list of \(AccessToken.Permission.allCases.map(\.rawValue).joined(separator: ", "))",
            longest: 3
        ),
        default: [.view],
        shown: "`[view]`",
        "What it allows; `control` includes `view`, `admin` both. A reload asks for `admin`."
    )
    static let cameras = DefaultedOption(
        "cameras",
        .node("a list of camera ids"),
        shown: "all",
        "The cameras it is good for."
    )

    static let table = OptionTable(
        "http.tokens",
        [name.description, token.description, may.description, cameras.description]
    )

    /// A camera's id somewhere in the file, to be looked up when all cameras are known.
    struct Reference {
        var id: CameraID
        var location: SourceLocation
    }

    static func decode(
        _ node: Node,
        references: inout [Reference],
        _ report: inout Report
    ) -> AccessToken? {
        // Its own, so that a mistake in another token hides none of this one.
        var own = Report()
        defer { report.append(contentsOf: own) }
        guard let section = Section(node, table: table, &own) else { return nil }
        let name = section.value(name, &own)
        let token = section.value(token, &own)
        let may = Set(section.value(may, &own))
        if may.isEmpty, !own.hasErrors {
            own.error("'may' must name at least one permission", at: section.location(of: Self.may.description))
        }
        let cameras = section.value(Self.cameras, &own).map { node in
            Self.cameraReferences(node, &own)
        }
        references += cameras ?? []
        guard let name, let token else { return nil }
        return AccessToken(name: name, token: token, may: may, cameras: cameras.map { Set($0.map(\.id)) })
    }

    private static func cameraReferences(_ node: Node, _ report: inout Report) -> [Reference] {
        var items = [node]
        if case .sequence(let list) = node.content { items = list }
        return items.compactMap { item in
            guard let text = ValueReader<String>.nonEmptyText().read(item, key: cameras.description.key, &report)
            else { return nil }
            guard let id = CameraID(pathComponent: text) else {
                report.error("\(item.shown) is no camera id", at: item.location)
                return nil
            }
            return Reference(id: id, location: item.location)
        }
    }
}
