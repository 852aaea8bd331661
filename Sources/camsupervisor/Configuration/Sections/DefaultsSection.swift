internal import Shared

/// `defaults:`.
enum DefaultsSection {
    private static let standard = CameraDefaults()

    static let staleAfter = DefaultedOption(
        "stale_after",
        .period(CommonOptions.staleAfterRange),
        default: standard.staleAfter,
        shown: TimePeriod.shown(standard.staleAfter),
        "The least `stale_after` of a camera that gives none; at low frame rates it is 3 / `framerate`. Not for push."
    )
    static let whenStale = DefaultedOption<WhenStale>(
        "when_stale",
        .choice,
        default: standard.whenStale,
        shown: standard.whenStale.rawValue,
        "What a viewer's stream shows when its camera is stale."
    )
    static let limits = DefaultedOption(
        "limits",
        .node("a map"),
        shown: "its defaults",
        "What the worker of a camera may use of the machine."
    )

    static let table = OptionTable(
        "defaults",
        [staleAfter.description, whenStale.description, limits.description]
    )

    static func decode(_ node: Node, _ report: inout Report) -> CameraDefaults {
        guard let section = Section(node, table: table, &report) else { return standard }
        let limits = section.value(limits, &report)
        return CameraDefaults(
            staleAfter: section.value(staleAfter, &report),
            whenStale: section.value(whenStale, &report),
            limits: limits.map { LimitsSection.decode($0, over: standard.limits, &report) } ?? standard.limits
        )
    }
}
