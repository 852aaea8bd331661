/// `camera.record`, checked.
struct RecordingCall: Sendable {
    /// The bounds and the default are those of Home Assistant's form.
    static let durations = Duration.seconds(1)...Duration.seconds(3_600)
    static let usualDuration = Duration.seconds(30)
    static let lookbacks = Duration.zero...Duration.seconds(300)

    static let names = [CallTarget.name, "filename", "duration", "lookback", "overwrite"]

    var path: WritePath
    var replaces: Bool
    var duration: Duration
    var lookback: Duration

    /// - Parameters:
    ///   - folders: `files.write`.
    ///   - replaces: what holds when the call does not say.
    init(_ parameters: CallParameters, folders: [String], replaces: Bool) throws(InvalidCall) {
        self.path = try parameters.path(of: .recording, in: folders)
        self.replaces = try parameters.flag("overwrite") ?? replaces
        self.duration = try parameters.period("duration", in: Self.durations) ?? Self.usualDuration
        self.lookback = try parameters.period("lookback", in: Self.lookbacks) ?? .zero
    }
}
