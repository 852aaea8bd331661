internal import Shared

/// `platform: demo`.
enum DemoPlatform {
    private static let standard = DemoConfiguration()

    static let width = side("width", 64...1920, standard.width, "Pixels from left to right.")
    static let height = side("height", 64...1080, standard.height, "Pixels from top to bottom.")
    static let frameRate = DefaultedOption(
        "framerate",
        .number(0.1...60, "a number from 0.1 to 60"),
        default: standard.frameRate,
        shown: "10",
        "Pictures a second."
    )

    /// Shorter, and the log of a test is nothing else; a day is longer than anybody waits.
    static let motionInterval = DefaultedOption(
        "motion_interval",
        .period(.seconds(1)...Duration.seconds(86_400)),
        shown: "never",
        "How often something moves, for half as long and 10 s at most."
    )

    static let views = DefaultedOption(
        "views",
        .integer(1...DemoConfiguration.mostViews),
        default: standard.views,
        shown: "1",
        "Pictures of their own, as a camera's profiles are; the fourth is not shown until `entities:` enables it."
    )

    static let table = OptionTable(
        "demo",
        [
            width.description, height.description, frameRate.description, motionInterval.description,
            views.description,
        ]
    )

    static func source(_ section: Section, _ report: inout Report) -> SourceConfiguration? {
        .demo(
            DemoConfiguration(
                width: section.value(width, &report),
                height: section.value(height, &report),
                frameRate: section.value(frameRate, &report),
                motionInterval: section.value(motionInterval, &report),
                views: section.value(views, &report)
            )
        )
    }

    /// Even, because the encoder halves both sides for colour.
    private static func side(
        _ key: String,
        _ range: ClosedRange<Int>,
        _ fallback: Int,
        _ summary: String
    ) -> DefaultedOption<Int> {
        let form = "an even number from \(range.lowerBound) to \(range.upperBound)"
        return DefaultedOption(
            key,
            ValueReader<Int>.integer(range).narrowed(form) { $0.isMultiple(of: 2) },
            default: fallback,
            shown: "\(fallback)",
            summary
        )
    }
}
