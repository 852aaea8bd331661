import Shared

/// `onvif.…`: Home Assistant's service for these cameras, with its names and defaults.
///
/// Its ranges too, but for what its page promises and its program refuses: `NONE`, and a move of more than a second.
enum ONVIFServices {
    static let schemas = [
        ServiceSchema(
            domain: "onvif",
            service: "ptz",
            title: "PTZ",
            words: "Moves or zooms the camera, or stops it.",
            target: .entities(domains: ["camera"]),
            fields: Self.fields,
            durationField: "continuous_duration",
            alternatives: .init(
                fields: ["pan", "tilt", "zoom"],
                nothing: "NONE",
                field: "move_mode",
                values: ["ContinuousMove", "RelativeMove", "AbsoluteMove"],
                words: "say where to: pan, tilt or zoom"
            )
        )
    ]

    private static let fields: [ServiceSchema.Field] = [
        direction("pan", ["LEFT", "RIGHT"], "Where to, to the side."),
        direction("tilt", ["UP", "DOWN"], "Where to, up or down."),
        direction("zoom", ["ZOOM_IN", "ZOOM_OUT"], "Closer or wider."),
        .init(
            name: "distance",
            kind: .number(0...1, unit: nil),
            words: "How far, as a share of the way that there is; of `AbsoluteMove` the place itself.",
            usual: 0.1
        ),
        .init(
            name: "speed",
            kind: .number(0...1, unit: nil),
            words: "How fast, as a share of what the camera can do; of `ContinuousMove` too.",
            usual: 0.5
        ),
        .init(
            name: "continuous_duration",
            kind: .number(0...longest, unit: "s"),
            words: "How long a `ContinuousMove` lasts; 0 until somebody calls `Stop`.",
            usual: 0.5
        ),
        .init(
            name: "preset",
            kind: .text(longest: 256),
            words: "The token of a position that is stored in the camera, or its name.",
            usual: "0",
            example: "1"
        ),
        .init(
            name: "move_mode",
            kind: .choice(["ContinuousMove", "RelativeMove", "AbsoluteMove", "GotoPreset", "Stop"]),
            words: "The kind of move.",
            usual: "RelativeMove"
        ),
    ]

    /// Seconds of a move; nobody watches a camera turn for longer.
    private static let longest = 60.0

    private static func direction(_ name: String, _ choices: [String], _ words: String) -> ServiceSchema.Field {
        .init(name: name, kind: .choice(choices + ["NONE"]), words: words)
    }
}
