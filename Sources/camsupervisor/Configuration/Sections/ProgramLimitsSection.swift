/// `limits:` of the top level.
enum ProgramLimitsSection {
    /// Less shows nothing of two cameras; nobody has more.
    private static let hubRange = (16 << 20)...(64 << 30)

    static let hub = DefaultedOption<Int?>(
        "hub",
        .size(hubRange),
        shown: "a quarter of the memory",
        "Most that the video and the pictures of all cameras take together. When it is taken, each camera has an equal share."
    )

    static let table = OptionTable("limits of the program", [hub.description])

    static func decode(_ node: Node, _ report: inout Report) -> ProgramLimits {
        guard let section = Section(node, table: table, &report) else { return ProgramLimits() }
        return ProgramLimits(hub: section.value(hub, &report))
    }
}

/// What the supervisor itself may use.
struct ProgramLimits: Sendable, Hashable {
    /// Bytes of video and pictures; `nil` for ``HubBudget/usual``.
    var hub: Int?
}
