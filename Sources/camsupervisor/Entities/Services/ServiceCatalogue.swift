import Shared

/// Every service there is, by name; platforms add theirs.
struct ServiceCatalogue: Sendable {
    private(set) var services: [String: ServiceSchema] = [:]

    init(_ schemas: [ServiceSchema] = []) {
        for schema in schemas { self.register(schema) }
    }

    subscript(name: String) -> ServiceSchema? { self.services[name] }

    mutating func register(_ schema: ServiceSchema) {
        precondition(self.services[schema.name] == nil, "\(schema.name) is registered twice")
        self.services[schema.name] = schema
    }

    /// By domain, both in the order of the alphabet.
    var byDomain: [(domain: String, services: [ServiceSchema])] {
        Dictionary(grouping: self.services.values, by: \.domain).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.sorted { $0.service < $1.service }) }
    }

    /// What every supervisor has.
    static let standard = ServiceCatalogue(Self.camera + Self.motionDetection + Self.files + Self.others)

    private static let onCameras = ServiceSchema.Target.entities(domains: ["camera"])

    private static func camera(_ service: String, _ title: String, _ words: String) -> ServiceSchema {
        ServiceSchema(domain: "camera", service: service, title: title, words: words, target: Self.onCameras)
    }

    private static let camera = [
        camera("turn_on", "Turn on", "Starts a camera that was turned off; one that can do so itself is told to."),
        camera(
            "turn_off",
            "Turn off",
            "Stops a camera until it is turned on, over restarts of the service too; one that can do so itself is told to."
        ),
        camera("restart", "Restart", "Replaces the camera's worker; who watches stays connected."),
    ]

    /// Every camera's by name, as in Home Assistant; only those of some platforms can (``Platform/has(_:)``).
    static let motionDetection = [
        camera("enable_motion_detection", "Enable motion detection", "Has the camera look for motion."),
        camera("disable_motion_detection", "Disable motion detection", "Has the camera look for motion no more."),
    ]

    private static let filename = ServiceSchema.Field(
        name: FileNameTemplate.parameter,
        kind: .text(longest: 1_024),
        words: "Full path of the file.",
        isRequired: true,
        example: "/var/lib/camsupervisor/media/snapshot.jpg"
    )
    /// Home Assistant's services replace a file that is there, as its users' automations expect.
    private static let overwrite = ServiceSchema.Field(
        name: SnapshotCall.overwrite,
        kind: .flag,
        words: "Whether a file of that name is replaced.",
        usual: true
    )

    private static func side(_ name: String) -> ServiceSchema.Field {
        .init(
            name: name,
            kind: .whole(1...StillRequest.maximumSide, unit: "px"),
            words: "Scaled to fit into this \(name)."
        )
    }

    static let snapshot = ServiceSchema(
        domain: "camera",
        service: "snapshot",
        title: "Take snapshot",
        words: "Writes the camera's picture to a file.",
        target: Self.onCameras,
        fields: [
            Self.filename, Self.overwrite,
            .init(
                name: "max_age",
                kind: .period(.zero ... .seconds(StillRequest.maximumAge)),
                words:
                    "How old the picture may be; one captured from now on unless given, of a push camera the last upload."
            ),
            Self.side("width"), Self.side("height"),
        ]
    )
    static let record = ServiceSchema(
        domain: "camera",
        service: "record",
        title: "Record",
        words: "Writes the camera's video to a file.",
        target: Self.onCameras,
        fields: [
            Self.filename, Self.overwrite,
            .init(
                name: "duration",
                kind: .period(RecordingCall.durations),
                words: "How long.",
                usual: .integer(RecordingCall.usualSeconds)
            ),
            .init(name: "lookback", kind: .period(RecordingCall.lookbacks), words: "How much from before.", usual: 0),
        ],
        needsVideo: true
    )

    private static let files = [
        Self.snapshot, Self.record,
        ServiceSchema(
            domain: "camera",
            service: "play_stream",
            title: "Play stream",
            words: "Answers with the URL of the camera's HLS stream; there are no media players here.",
            target: Self.onCameras,
            fields: [.init(name: "format", kind: .choice(["hls"]), words: "The form of the stream.", usual: "hls")],
            answers: true,
            needsVideo: true
        ),
    ]

    private static func each(_ domain: String, _ service: String, _ title: String, _ words: String) -> ServiceSchema {
        let target = ServiceSchema.Target.entities(domains: [domain])
        return ServiceSchema(domain: domain, service: service, title: title, words: words, target: target)
    }

    private static let others = [
        each("button", "press", "Press", "Presses the button."),
        each("switch", "turn_on", "Turn on", "Turns the switch on."),
        each("switch", "turn_off", "Turn off", "Turns the switch off."),
        each("switch", "toggle", "Toggle", "Turns the switch on when it is off, and off when it is on."),
        ServiceSchema(
            domain: "homeassistant",
            service: "update_entity",
            title: "Update entity",
            words: "Has the camera asked for the entity's state now.",
            target: .anything
        ),
    ]
}
