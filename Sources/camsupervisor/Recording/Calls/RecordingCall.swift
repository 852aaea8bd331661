import Shared

/// `camera.record`, checked.
struct RecordingCall: Sendable {
    /// The bounds and the default are those of Home Assistant's form.
    static let durations = Duration.seconds(1)...Duration.seconds(3_600)
    static let usualSeconds = 30
    static let lookbacks = Duration.zero...Duration.seconds(300)

    var path: WritePath
    var replaces: Bool
    var duration: Duration
    var lookback: Duration

    /// - Parameters:
    ///   - parameters: as ``ServiceCatalogue/record`` leaves them.
    ///   - folders: `files.write`.
    init(_ parameters: [String: JSONValue], folders: [String]) throws(InvalidCall) {
        self.path = try SnapshotCall.path(parameters, of: .recording, in: folders)
        self.replaces = parameters[SnapshotCall.overwrite] == true
        self.duration = SnapshotCall.period(parameters["duration"]) ?? .seconds(Self.usualSeconds)
        self.lookback = SnapshotCall.period(parameters["lookback"]) ?? .zero
    }
}
