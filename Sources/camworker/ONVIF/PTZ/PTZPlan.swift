internal import Shared

/// What is asked of a camera for one `onvif.ptz`: a move, and where it is continuous the end of it.
struct PTZPlan: Hashable, Sendable {
    var request: SOAPRequest
    /// After how long the last request is made; `nil` where nothing is to be ended.
    var ending: Ending?

    struct Ending: Hashable, Sendable {
        var after: Duration
        var request: SOAPRequest
    }

    init(request: SOAPRequest, ending: Ending? = nil) {
        self.request = request
        self.ending = ending
    }

    /// Beyond the move, until the camera stops by itself should we be gone.
    private static let margin = 2

    /// - Parameters:
    ///   - profile: the stream whose camera is moved.
    ///   - node: what its motor can do; `nil` where nothing is known, then the profile's word counts.
    init(
        _ command: PTZCommand,
        profile: MediaProfile,
        node: PTZNode?,
        presets: [PTZPreset]
    ) throws(PTZRefusal) {
        guard let configuration = profile.ptz else { throw .unable("be moved") }
        let motor = PTZMotor(configuration: configuration, node: node)
        let token = profile.token
        switch command.mode {
        case .stop: self.request = .stop(profile: token, panTilt: true, zoom: true)
        case .preset:
            guard let word = command.preset else { throw .parameter("preset is missing") }
            guard let preset = PTZPreset.find(word, in: presets) else {
                throw .unknownPreset(word, known: presets.map { $0.name.isEmpty ? $0.token : $0.name })
            }
            let speed = motor.speed(command.speed, for: PTZVector(panTilt: .init(x: 0, y: 0), zoom: 0))
            self.request = .gotoPreset(profile: token, preset: preset.token, speed: speed)
        case .relative:
            let way = try motor.vector(command, .relative, scale: command.distance)
            self.request = .relativeMove(profile: token, by: way, speed: motor.speed(command.speed, for: way))
        case .absolute:
            let place = try motor.vector(command, .absolute, scale: command.distance)
            self.request = .absoluteMove(profile: token, to: place, speed: motor.speed(command.speed, for: place))
        case .continuous:
            let velocity = try motor.vector(command, .continuous, scale: command.speed)
            let isEndless = command.duration <= .zero
            let timeout = isEndless ? nil : Int(command.duration.inSeconds.rounded(.up)) + Self.margin
            self.request = .continuousMove(profile: token, velocity: velocity, timeout: timeout)
            guard !isEndless else { return }
            let stop = SOAPRequest.stop(
                profile: token,
                panTilt: velocity.panTilt != nil,
                zoom: velocity.zoom != nil
            )
            self.ending = Ending(after: command.duration, request: stop)
        }
    }
}

/// What a motor can do, and in which numbers.
private struct PTZMotor {
    enum Kind: String {
        case relative = "be moved by a distance"
        case absolute = "be moved to a place"
        case continuous = "be moved for a time"
    }

    var configuration: PTZConfiguration
    var node: PTZNode?

    /// The numbers of a move: of what was asked for, and nothing else.
    func vector(_ command: PTZCommand, _ kind: Kind, scale: Double) throws(PTZRefusal) -> PTZVector {
        guard command.pan != nil || command.tilt != nil || command.zoom != nil else {
            throw .parameter("one of pan, tilt and zoom says where to")
        }
        var vector = PTZVector()
        if command.pan != nil || command.tilt != nil {
            guard self.hasPanTilt(kind) else { throw .unable("\(kind.rawValue) in pan and tilt") }
            let (space, name) = self.panTilt(kind)
            let x = command.pan.map { $0 == .right ? scale : -scale } ?? 0
            let y = command.tilt.map { $0 == .up ? scale : -scale } ?? 0
            vector.panTilt = PTZVector.PanTilt(
                x: Self.within(space?.x, x),
                y: Self.within(space?.y, y),
                space: name
            )
        }
        if let zoom = command.zoom {
            guard self.hasZoom(kind) else { throw .unable("\(kind.rawValue) in zoom") }
            let wanted = zoom == .closer ? scale : -scale
            let (space, name) = self.zoom(kind)
            // Places of zoom go from 0, wide, to 1.
            let place = kind == .absolute && space?.x.lowerBound ?? 0 >= 0 ? max(0, wanted) : wanted
            vector.zoom = Self.within(space?.x, place)
            vector.zoomSpace = name
        }
        return vector
    }

    /// Only for what moves; a speed that the camera has no space for is left out.
    func speed(_ speed: Double, for vector: PTZVector) -> PTZVector? {
        func number(_ spaces: [PTZNode.Space]?, _ usual: String?) -> Double? {
            guard let spaces else { return speed }
            return (spaces.first { $0.uri == usual } ?? spaces.first).map { Self.scaled($0.x, speed) }
        }
        var result = PTZVector()
        if vector.panTilt != nil, let number = number(self.node?.panTiltSpeed, self.configuration.panTiltSpeed) {
            result.panTilt = PTZVector.PanTilt(x: number, y: number)
        }
        if vector.zoom != nil { result.zoom = number(self.node?.zoomSpeed, self.configuration.zoomSpeed) }
        return result.panTilt == nil && result.zoom == nil ? nil : result
    }

    private func hasPanTilt(_ kind: Kind) -> Bool {
        let (usual, spaces) = self.panTiltSpaces(kind)
        return usual != nil || spaces?.isEmpty == false
    }

    private func hasZoom(_ kind: Kind) -> Bool {
        let (usual, spaces) = self.zoomSpaces(kind)
        return usual != nil || spaces?.isEmpty == false
    }

    private func panTilt(_ kind: Kind) -> (space: PTZNode.Space?, name: String?) {
        let (usual, spaces) = self.panTiltSpaces(kind)
        return Self.choice(usual, spaces ?? [])
    }

    private func zoom(_ kind: Kind) -> (space: PTZNode.Space?, name: String?) {
        let (usual, spaces) = self.zoomSpaces(kind)
        return Self.choice(usual, spaces ?? [])
    }

    private func panTiltSpaces(_ kind: Kind) -> (usual: String?, spaces: [PTZNode.Space]?) {
        switch kind {
        case .relative: (self.configuration.relativePanTilt, self.node?.relativePanTilt)
        case .absolute: (self.configuration.absolutePanTilt, self.node?.absolutePanTilt)
        case .continuous: (self.configuration.continuousPanTilt, self.node?.continuousPanTilt)
        }
    }

    private func zoomSpaces(_ kind: Kind) -> (usual: String?, spaces: [PTZNode.Space]?) {
        switch kind {
        case .relative: (self.configuration.relativeZoom, self.node?.relativeZoom)
        case .absolute: (self.configuration.absoluteZoom, self.node?.absoluteZoom)
        case .continuous: (self.configuration.continuousZoom, self.node?.continuousZoom)
        }
    }

    /// The space that the numbers are of, and its name where it has to be said: the profile's default one is meant without.
    private static func choice(_ usual: String?, _ spaces: [PTZNode.Space]) -> (space: PTZNode.Space?, name: String?) {
        if let same = spaces.first(where: { $0.uri == usual }) { return (same, nil) }
        guard let first = spaces.first else { return (nil, nil) }
        return (first, usual == "" || first.uri.isEmpty ? nil : first.uri)
    }

    /// A share of the whole range: spaces of degrees go further than 1.
    private static func within(_ range: ClosedRange<Double>?, _ share: Double) -> Double {
        guard let range else { return share }
        let number = share >= 0 ? share * range.upperBound : -share * range.lowerBound
        return min(max(number, range.lowerBound), range.upperBound)
    }

    private static func scaled(_ range: ClosedRange<Double>?, _ share: Double) -> Double {
        guard let range else { return share }
        return min(max(share * range.upperBound, range.lowerBound), range.upperBound)
    }
}
