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
            let space = self.panTilt(kind)
            let x = command.pan.map { $0 == .right ? scale : -scale } ?? 0
            let y = command.tilt.map { $0 == .up ? scale : -scale } ?? 0
            vector.panTilt = PTZVector.PanTilt(x: Self.within(space?.x, x), y: Self.within(space?.y, y))
        }
        if let zoom = command.zoom {
            guard self.hasZoom(kind) else { throw .unable("\(kind.rawValue) in zoom") }
            let wanted = zoom == .closer ? scale : -scale
            let space = self.zoom(kind)
            // Places of zoom go from 0, wide, to 1.
            let place = kind == .absolute && space?.x.lowerBound ?? 0 >= 0 ? max(0, wanted) : wanted
            vector.zoom = Self.within(space?.x, place)
        }
        return vector
    }

    /// Only for what moves; a speed that the camera has no space for is left out.
    func speed(_ speed: Double, for vector: PTZVector) -> PTZVector? {
        var result = PTZVector()
        if vector.panTilt != nil, self.node == nil || self.node?.panTiltSpeed != nil {
            let number = Self.scaled(self.node?.panTiltSpeed?.x, speed)
            result.panTilt = PTZVector.PanTilt(x: number, y: number)
        }
        if vector.zoom != nil, self.node == nil || self.node?.zoomSpeed != nil {
            result.zoom = Self.scaled(self.node?.zoomSpeed?.x, speed)
        }
        return result.panTilt == nil && result.zoom == nil ? nil : result
    }

    private func hasPanTilt(_ kind: Kind) -> Bool {
        switch kind {
        case .relative: self.configuration.hasRelativePanTilt || self.node?.relativePanTilt != nil
        case .absolute: self.configuration.hasAbsolutePanTilt || self.node?.absolutePanTilt != nil
        case .continuous: self.configuration.hasContinuousPanTilt || self.node?.continuousPanTilt != nil
        }
    }

    private func hasZoom(_ kind: Kind) -> Bool {
        switch kind {
        case .relative: self.configuration.hasRelativeZoom || self.node?.relativeZoom != nil
        case .absolute: self.configuration.hasAbsoluteZoom || self.node?.absoluteZoom != nil
        case .continuous: self.configuration.hasContinuousZoom || self.node?.continuousZoom != nil
        }
    }

    private func panTilt(_ kind: Kind) -> PTZNode.Space? {
        switch kind {
        case .relative: self.node?.relativePanTilt
        case .absolute: self.node?.absolutePanTilt
        case .continuous: self.node?.continuousPanTilt
        }
    }

    private func zoom(_ kind: Kind) -> PTZNode.Space? {
        switch kind {
        case .relative: self.node?.relativeZoom
        case .absolute: self.node?.absoluteZoom
        case .continuous: self.node?.continuousZoom
        }
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
