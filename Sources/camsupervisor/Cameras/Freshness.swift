import Shared

/// Up to when a camera's picture is as good as live: the one answer for stills, streams and supervision.
struct Freshness: Sendable, Hashable {
    /// Age from which on a picture is stale; `nil`: its pictures are events and do not grow stale.
    var staleAfter: Duration?
    /// Time between two pictures that the operator allows; `nil` when as many come as the camera sends.
    var pace: Duration?
    /// Whether pictures come by themselves, and nobody can ask for one.
    var isPushed = false

    /// Age of a still that needs no new one, however fast the camera is; also what keeps a dashboard that polls ten stills
    /// a second from asking the camera ten times.
    private static let usualMaximumAge = Duration.seconds(1)
    /// A connected worker has this time to deliver, at least.
    ///
    /// The worker itself ends a stream that brings nothing for 20 s (or for 2 × `stale_after`) and says what is wrong with
    /// the camera; to replace it before would hide that.
    private static let leastPatience = Duration.seconds(30)
    /// Times ``pace`` that a camera of few pictures has.
    private static let paces = 3

    /// How old a still may be when its request does not say.
    ///
    /// Of a camera of few pictures the present one is as good as it gets.
    var usualStillAge: Duration {
        let age = max(Self.usualMaximumAge, self.pace ?? .zero)
        return self.staleAfter.map { min($0, age) } ?? age
    }

    func isStale(_ age: Duration) -> Bool {
        self.staleAfter.map { age >= $0 } ?? false
    }

    /// How long a worker that says it is connected may leave somebody waiting before it is replaced; `nil` for ever.
    ///
    /// - Parameter factor: times ``staleAfter``, the operator's `stale_restart_factor`.
    func patience(factor: Int) -> Duration? {
        guard let staleAfter, !self.isPushed else { return nil }
        return max(staleAfter * factor, Self.leastPatience, (self.pace ?? .zero) * Self.paces)
    }
}

extension Freshness {
    init(of camera: CameraConfiguration) {
        let isPushed = if case .push = camera.source { true } else { false }
        self.init(staleAfter: camera.staleAfter, pace: camera.source.pace, isPushed: isPushed)
    }
}

extension SourceConfiguration {
    /// Time between two pictures, where the operator says how many.
    var pace: Duration? {
        switch self {
        case .generic(let generic): .seconds(1 / generic.frameRate)
        case .demo(let demo): .seconds(1 / demo.frameRate)
        case .onvif(let onvif): .seconds(1 / onvif.frameRate)
        case .amcrest(let amcrest): amcrest.pictureSource == .mjpeg ? nil : .seconds(1 / amcrest.frameRate)
        case .mjpeg, .push: nil
        }
    }
}
