/// The top level of the file.
enum TopLevelOptions {
    static let http = DefaultedOption("http", .node("a map"), shown: "its defaults", "Where to listen and who may ask.")
    static let files = DefaultedOption("files", .node("a map"), shown: "no folder", "The folders that may be touched.")
    static let defaults = DefaultedOption(
        "defaults",
        .node("a map"),
        shown: "its defaults",
        "What holds for each camera that says nothing else."
    )
    static let control = DefaultedOption("control", .node("a map"), shown: "its defaults", "The control socket.")
    static let supervision = DefaultedOption(
        "supervision",
        .node("a map"),
        shown: "its defaults",
        "When workers are restarted; nobody needs to change it."
    )
    static let stream = DefaultedOption(
        "stream",
        .node("a map"),
        shown: "its defaults",
        "How live video is cut for HLS."
    )
    static let limits = DefaultedOption(
        "limits",
        .node("a map"),
        shown: "its defaults",
        "What all cameras together may use of the supervisor."
    )
    static let states = DefaultedOption(
        "states",
        .node("a map of entity ids to states"),
        shown: "none",
        "States that no camera has, for templates."
    )
    static let cameras = DefaultedOption("cameras", .node("a map of ids to cameras"), "The cameras, in our form.")
    static let camera = DefaultedOption(
        "camera",
        .node("a list of cameras"),
        "The cameras, in Home Assistant's form; ids are made of the names."
    )

    static let amcrest = DefaultedOption(
        Platform.amcrest.rawValue,
        .node("a list of cameras"),
        "Amcrest and Dahua cameras, in Home Assistant's form; ids are made of the names."
    )

    static let table = OptionTable(
        "the configuration",
        [
            http.description, files.description, defaults.description, control.description, supervision.description,
            stream.description, limits.description, states.description, cameras.description, camera.description,
            amcrest.description,
        ],
        hints: [Platform.onvif.rawValue: "ONVIF cameras stand under `cameras:`, with `platform: onvif`"]
    )

    static func isMapOfCameras(_ key: Node) -> Bool { key.scalar?.text == cameras.description.key }

    /// Home Assistant takes `camera:`, and for a second list `camera anything:`.
    static func isListOfCameras(_ key: Node) -> Bool {
        guard let text = key.scalar?.text else { return false }
        return text == camera.description.key || Self.isLabelled(text) || Self.platform(of: key) != nil
    }

    /// The platform of all cameras in the list under this key.
    static func platform(of key: Node) -> Platform? { key.scalar?.text == amcrest.description.key ? .amcrest : nil }

    static func holdsCameras(_ key: Node) -> Bool { Self.isMapOfCameras(key) || Self.isListOfCameras(key) }

    /// Keys that begin with `x-` are the operator's own, as a place for anchors.
    static func isExtension(_ key: Node) -> Bool { key.scalar?.text.hasPrefix("x-") == true }

    /// What the table knows nothing of and yet is right.
    static let isFree: @Sendable (String) -> Bool = { $0.hasPrefix("x-") || Self.isLabelled($0) }

    private static func isLabelled(_ key: String) -> Bool { key.hasPrefix("camera ") }
}
