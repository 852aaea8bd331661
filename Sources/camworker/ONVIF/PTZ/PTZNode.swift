/// What a motor can do.
struct PTZNode: Hashable, Sendable {
    /// The numbers that a move may have in one space.
    struct Space: Hashable, Sendable {
        var uri: String
        var x: ClosedRange<Double>
        /// Of pan and tilt only.
        var y: ClosedRange<Double>?

        /// Whether its numbers are shares of the whole, which every motor knows.
        fileprivate var isGeneric: Bool {
            self.uri.hasSuffix("GenericSpace") || self.uri.hasSuffix("GenericSpeedSpace")
        }
    }

    var token: String
    /// Each with the generic space first, where the motor has it.
    var absolutePanTilt: [Space]
    var absoluteZoom: [Space]
    var relativePanTilt: [Space]
    var relativeZoom: [Space]
    var continuousPanTilt: [Space]
    var continuousZoom: [Space]
    var panTiltSpeed: [Space]
    var zoomSpeed: [Space]
    /// `tt:Wiper|On` and the like.
    var auxiliaryCommands: [String]

    private static let most = 64
    private static let mostSpaces = 16
    private static let mostCommands = 32
    /// Of what is said again; ONVIF's own have 70.
    private static let longestURI = 256

    /// - Parameter answer: of GetNodes.
    static func all(in answer: XMLElement) -> [PTZNode] {
        answer.children("PTZNode").prefix(Self.most).map { PTZNode($0) }
    }

    private init(_ element: XMLElement) {
        self.token = element.attribute("token") ?? ""
        let spaces = element.child("SupportedPTZSpaces")
        func space(_ name: String) -> [Space] { Self.spaces(spaces?.children(name) ?? []) }
        self.absolutePanTilt = space("AbsolutePanTiltPositionSpace")
        self.absoluteZoom = space("AbsoluteZoomPositionSpace")
        self.relativePanTilt = space("RelativePanTiltTranslationSpace")
        self.relativeZoom = space("RelativeZoomTranslationSpace")
        self.continuousPanTilt = space("ContinuousPanTiltVelocitySpace")
        self.continuousZoom = space("ContinuousZoomVelocitySpace")
        self.panTiltSpeed = space("PanTiltSpeedSpace")
        self.zoomSpeed = space("ZoomSpeedSpace")
        self.auxiliaryCommands = element.children("AuxiliaryCommands").prefix(Self.mostCommands).map(\.text)
    }

    private static func spaces(_ elements: [XMLElement]) -> [Space] {
        let spaces = elements.prefix(Self.mostSpaces).compactMap { element -> Space? in
            let uri = element.text("URI") ?? ""
            guard let x = Self.range(element.child("XRange")), uri.utf8.count <= Self.longestURI else { return nil }
            return Space(uri: uri, x: x, y: Self.range(element.child("YRange")))
        }
        return spaces.filter(\.isGeneric) + spaces.filter { !$0.isGeneric }
    }

    private static func range(_ element: XMLElement?) -> ClosedRange<Double>? {
        guard let low = element?.number("Min"), let high = element?.number("Max"), low <= high else { return nil }
        return low...high
    }
}
