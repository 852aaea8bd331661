import Shared

/// `camera.snapshot`, checked.
struct SnapshotCall: Sendable {
    var path: WritePath
    var replaces: Bool
    var still: StillRequest
    /// Whether the name's ending must be one of the picture's format.
    ///
    /// Not for Home Assistant's service: there automations have written what came to any name for years, and what reads
    /// the file looks at its bytes.
    var isNameJudged: Bool

    /// The field that says whether a file is replaced; of recordings, too.
    static let overwrite = "overwrite"

    /// - Parameters:
    ///   - parameters: as ``ServiceCatalogue/snapshot`` leaves them.
    ///   - folders: `files.write`.
    ///   - isNameJudged: whether the name's ending must be one of the picture's format.
    ///   - isPushed: whether pictures are events, which nobody can ask for.
    init(
        _ parameters: [String: JSONValue],
        folders: [String],
        isNameJudged: Bool,
        isPushed: Bool
    ) throws(InvalidCall) {
        self.path = try Self.path(parameters, of: .snapshot, in: folders)
        self.replaces = parameters[Self.overwrite] == true
        self.isNameJudged = isNameJudged
        self.still = StillRequest(
            width: Self.side(parameters["width"]),
            height: Self.side(parameters["height"]),
            // A snapshot shows what is to be seen when it is asked for.
            maximumAge: Self.period(parameters["max_age"]) ?? (isPushed ? nil : .zero)
        )
    }

    private static func side(_ value: JSONValue?) -> Int {
        guard case .integer(let side)? = value else { return 0 }
        return side
    }

    /// A period, as the schema passes it on.
    static func period(_ value: JSONValue?) -> Duration? {
        switch value {
        case .number(let seconds)?: .seconds(seconds)
        case .integer(let seconds)?: .seconds(seconds)
        default: nil
        }
    }

    static func path(
        _ parameters: [String: JSONValue],
        of kind: WritePath.Kind,
        in folders: [String]
    ) throws(InvalidCall) -> WritePath {
        do {
            return try WritePath(parameters[FileNameTemplate.parameter]?.text ?? "", of: kind, in: folders)
        } catch {
            throw InvalidCall(error.description)
        }
    }
}
