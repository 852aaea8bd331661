import Shared

/// `amcrest.…`: Home Assistant's services for these cameras, with its names, ranges and defaults.
enum AmcrestServices {
    static let schemas =
        [
            service("enable_audio", "Enable audio", "Has the camera send sound."),
            service("disable_audio", "Disable audio", "Has the camera send no sound."),
            service(
                "enable_recording",
                "Enable recording",
                "Has the camera record without end to its own storage; video that is off is turned on before."
            ),
            service("disable_recording", "Disable recording", "Has the camera record by its own timetable again."),
            service(
                "enable_motion_recording",
                "Enable motion recording",
                "Has the camera record to its own storage when it sees motion."
            ),
            service("disable_motion_recording", "Disable motion recording", "Has the camera not record for motion."),
            service(
                "goto_preset",
                "Go to preset",
                "Moves the camera to a position that is stored in it.",
                [
                    .init(
                        name: "preset",
                        kind: .whole(1...1000, unit: nil),
                        words: "The position's number.",
                        isRequired: true,
                        example: 1
                    )
                ]
            ),
            service(
                "set_color_bw",
                "Set colour",
                "Sets the camera's colour mode.",
                [
                    .init(
                        name: "color_bw",
                        kind: .choice(["auto", "bw", "color"]),
                        words: "Colour, black and white, or by the light.",
                        isRequired: true
                    )
                ]
            ),
            service("start_tour", "Start tour", "Starts the camera's tour from position to position."),
            service("stop_tour", "Stop tour", "Ends the tour."),
        ] + [Self.move]

    private static func service(
        _ name: String,
        _ title: String,
        _ words: String,
        _ fields: [ServiceSchema.Field] = []
    ) -> ServiceSchema {
        ServiceSchema(
            domain: "amcrest",
            service: name,
            title: title,
            words: words,
            target: .entities(domains: ["camera"]),
            fields: fields
        )
    }

    private static let move = service(
        "ptz_control",
        "Move",
        "Moves or zooms the camera for a moment.",
        [
            .init(
                name: "movement",
                kind: .choice([
                    "zoom_out", "zoom_in", "right", "left", "up", "down", "right_down", "right_up", "left_down",
                    "left_up",
                ]),
                words: "Where to.",
                isRequired: true
            ),
            .init(name: "travel_time", kind: .number(0...1, unit: "s"), words: "For how long.", usual: 0.2),
        ]
    )
}
