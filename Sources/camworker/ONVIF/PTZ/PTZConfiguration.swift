/// What a profile says about moving its camera.
struct PTZConfiguration: Hashable, Sendable {
    var token: String
    var node: String?
    /// Which kinds of moves have a default space; the others are not possible, or only with a space said.
    var hasAbsolutePanTilt: Bool
    var hasAbsoluteZoom: Bool
    var hasRelativePanTilt: Bool
    var hasRelativeZoom: Bool
    var hasContinuousPanTilt: Bool
    var hasContinuousZoom: Bool
    /// Tokens that are echoed.
    private static let longestToken = 256
    private static let most = 64

    init(_ element: XMLElement) {
        self.token = String((element.attribute("token") ?? "").prefix(Self.longestToken))
        self.node = element.text("NodeToken")
        func has(_ name: String) -> Bool { element.child(name) != nil }
        // The schema misspells the first; firmware does so or not.
        self.hasAbsolutePanTilt =
            has("DefaultAbsolutePantTiltPositionSpace") || has("DefaultAbsolutePanTiltPositionSpace")
        self.hasAbsoluteZoom = has("DefaultAbsoluteZoomPositionSpace")
        self.hasRelativePanTilt = has("DefaultRelativePanTiltTranslationSpace")
        self.hasRelativeZoom = has("DefaultRelativeZoomTranslationSpace")
        self.hasContinuousPanTilt = has("DefaultContinuousPanTiltVelocitySpace")
        self.hasContinuousZoom = has("DefaultContinuousZoomVelocitySpace")
    }

    /// - Parameter answer: of GetConfigurations.
    static func all(in answer: XMLElement) -> [PTZConfiguration] {
        answer.children("PTZConfiguration").prefix(Self.most).map { PTZConfiguration($0) }
    }
}
