import Shared

/// `demo.…`: what can be done with a test picture alone.
enum DemoServices {
    private static let onCameras = ServiceSchema.Target.entities(domains: ["camera"])

    static let schemas = [
        ServiceSchema(
            domain: "demo",
            service: "goto_preset",
            title: "Go to preset",
            words: "Moves the mark in the test picture, as a camera that turns moves what it sees.",
            target: Self.onCameras,
            fields: [
                .init(
                    name: "preset",
                    kind: .whole(1...8, unit: nil),
                    words: "Where to, from left to right.",
                    isRequired: true,
                    example: 2
                )
            ]
        ),
        ServiceSchema(
            domain: "demo",
            service: "fail",
            title: "Fail",
            words: "Fails as cameras do, for who wants to see what an automation does then.",
            target: Self.onCameras,
            fields: [
                .init(
                    name: "how",
                    kind: .choice(["refuse", "never", "crash"]),
                    words: "Whether the camera refuses (502), never answers (504), or its worker crashes (502).",
                    usual: "refuse"
                )
            ]
        ),
    ]
}
