/// One camera as it stands in the file, before its options are looked at.
struct CameraEntry {
    /// The id's node in our form (`cameras:`), `nil` in Home Assistant's (`camera:`).
    var key: Node?
    /// The options, unresolved.
    var options: Node
    /// The platform of a list that is of one platform (`amcrest:`); `nil` where each camera names its own.
    var platform: Platform?

    /// Where the camera is said to be.
    var location: SourceLocation { self.key?.location ?? self.options.location }

    /// The entries of `cameras:`.
    ///
    /// Errors of the map itself are in the report.
    static func ofMap(_ node: Node, resolver: inout NodeResolver, _ report: inout Report) -> [CameraEntry] {
        var node = resolver.opened(node, &report)
        // A tag or a merge concerns the map as a whole: there is then no telling the cameras apart before.
        let isWhole = node.tag != nil || (node.pairs ?? []).contains { $0.key.isMergeKey }
        if isWhole { node = resolver.resolve(node, &report) }
        guard !node.isNull, !node.isBroken else { return [] }
        guard let pairs = node.pairs else {
            report.error("'cameras' must be a map of ids to options, not \(node.kind)", at: node.location)
            return []
        }
        return pairs.map { CameraEntry(key: $0.key, options: $0.value) }
    }

    /// The entries of `camera:` or `amcrest:`; a single one may stand without a list.
    ///
    /// - Parameter platform: that of all of them; `nil` where each names its own.
    static func ofList(
        _ node: Node,
        of platform: Platform? = nil,
        resolver: inout NodeResolver,
        _ report: inout Report
    ) -> [CameraEntry] {
        var node = resolver.opened(node, &report)
        if node.tag != nil { node = resolver.resolve(node, &report) }
        guard !node.isNull, !node.isBroken else { return [] }
        switch node.content {
        case .sequence(let items): return items.map { CameraEntry(options: $0, platform: platform) }
        case .mapping: return [CameraEntry(options: node, platform: platform)]
        default:
            report.error(
                "'\(platform?.rawValue ?? "camera")' must be a list of cameras, not \(node.kind)",
                at: node.location,
                hint: platform == nil ? "each begins with - platform:" : "each begins with - host:"
            )
            return []
        }
    }
}
