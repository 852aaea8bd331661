/// What a profile says about moving its camera.
struct PTZConfiguration: Hashable, Sendable {
    var token: String
    var node: String?
    /// The space that a move without one means: its URI, empty where the profile does not say which.
    ///
    /// Kinds of moves without a default space are not possible, or only with a space said.
    var absolutePanTilt: String?
    var absoluteZoom: String?
    var relativePanTilt: String?
    var relativeZoom: String?
    var continuousPanTilt: String?
    var continuousZoom: String?
    /// The same of speeds, which every profile may leave out.
    var panTiltSpeed: String?
    var zoomSpeed: String?
    /// Tokens that are echoed.
    private static let longestToken = 256

    init(_ element: XMLElement) {
        self.token = String((element.attribute("token") ?? "").prefix(Self.longestToken))
        self.node = element.text("NodeToken")
        func space(_ name: String) -> String? { element.child(name)?.text }
        // The schema misspells the first; firmware does so or not.
        self.absolutePanTilt =
            space("DefaultAbsolutePantTiltPositionSpace") ?? space("DefaultAbsolutePanTiltPositionSpace")
        self.absoluteZoom = space("DefaultAbsoluteZoomPositionSpace")
        self.relativePanTilt = space("DefaultRelativePanTiltTranslationSpace")
        self.relativeZoom = space("DefaultRelativeZoomTranslationSpace")
        self.continuousPanTilt = space("DefaultContinuousPanTiltVelocitySpace")
        self.continuousZoom = space("DefaultContinuousZoomVelocitySpace")
        let speed = element.child("DefaultPTZSpeed")
        self.panTiltSpeed = speed?.child("PanTilt")?.attribute("space")
        self.zoomSpeed = speed?.child("Zoom")?.attribute("space")
    }
}
