internal import Shared

/// The options every camera has.
enum CommonOptions {
    /// Under 100 ms no camera is ever fresh; a day is longer than anybody looks.
    static let staleAfterRange = Duration.milliseconds(100)...Duration.seconds(86_400)

    static let platform = RequiredOption("platform", .choice as ValueReader<Platform>, "How the camera is reached.")
    static let name = DefaultedOption(
        "name",
        .nonEmptyText(longest: 128),
        shown: "made of the id or the host",
        "The camera's name, for people."
    )
    static let staleAfter = DefaultedOption(
        "stale_after",
        .period(staleAfterRange),
        shown: "max(`defaults.stale_after`, 3 / `framerate`); push: none",
        "How old a wanted picture may grow before the camera counts as stale."
    )
    static let whenStale = DefaultedOption<WhenStale?>(
        "when_stale",
        .choice,
        shown: "`defaults.when_stale`",
        "What a viewer's stream shows when the camera is stale."
    )

    static let limits = DefaultedOption(
        "limits",
        .node("a map"),
        shown: "`defaults.limits`",
        "What the worker may use of the machine."
    )

    static let entities = DefaultedOption(
        "entities",
        .node("a map"),
        shown: "those that are by default",
        "Which of its entities are there."
    )

    static let allowsUnixResolver = DefaultedOption(
        "allow_unix_resolver",
        .boolean,
        default: false,
        shown: "`false`",
        "Lets its worker ask daemons of this machine for names (`.local`), over Unix sockets, which it else has none of."
    )

    static let table = OptionTable(
        "camera",
        [
            platform.description, name.description, staleAfter.description, whenStale.description,
            limits.description, entities.description,
            allowsUnixResolver.description,
            .ignored("entity_namespace", "ids are taken from the name alone"),
            .ignored("unique_id", "a camera's id is what identifies it"),
            .ignored("scan_interval", "pictures are fetched when somebody wants them; 'framerate' limits how often"),
        ]
    )
}
