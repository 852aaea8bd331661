import Shared

extension EntityChoice {
    /// What a worker's list comes to, of a camera of that name.
    func applied(
        to list: [EntityDeclaration],
        camera name: String
    ) -> (entities: [EntityDeclaration], unmatched: [String]) {
        let camera = Slug.make(name)
        return self.applied(to: list) { entity in
            let domain = entity.domain.rawValue
            let object = [camera, entity.name.map { Slug.make($0) } ?? ""].filter { !$0.isEmpty }.joined(separator: "_")
            return [entity.key, "\(domain).\(entity.key)", "\(domain).\(object)"]
        }
    }

    /// What a view of a camera can be meant by.
    static func names(ofView view: EntityDeclaration, of camera: CameraID) -> [String] {
        let object = EntityRegistry.objectID(camera: camera, name: "", view)
        return [view.key, "\(Self.viewPrefix)\(view.key)", "\(Self.viewPrefix)\(object)"]
    }

    /// Whether a pattern can mean a view and nothing else.
    static func isForViews(_ pattern: String) -> Bool { pattern.hasPrefix(self.viewPrefix) }

    private static let viewPrefix = "camera."

    /// What is said of patterns that no entity is meant by.
    ///
    /// - Parameter isGrowing: whether there may be others that the camera has not told of.
    static func words(
        for unmatched: [String],
        among list: [EntityDeclaration],
        isGrowing: Bool = false
    ) -> String? {
        guard !unmatched.isEmpty else { return nil }
        let names = unmatched.prefix(8).map { pattern in
            let hint = NearestName.hint(for: pattern, among: list.map(\.key)).map { " (\($0))" } ?? ""
            return "'\(pattern)'\(hint)"
        }
        let more = unmatched.count > 8 ? " and \(unmatched.count - 8) more" : ""
        return "'entities' of the configuration names \(names.joined(separator: ", "))\(more), "
            + (isGrowing ? "of which the camera has not told yet" : "and the camera has no such entity")
    }
}
