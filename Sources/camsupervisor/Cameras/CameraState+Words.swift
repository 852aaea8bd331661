import Shared

extension CameraState {
    /// Whether no frame is to be expected now, for a reason that is known.
    var isAway: Bool {
        switch self {
        case .offline, .refused, .off, .misconfigured: true
        case .idle, .live, .stale: false
        }
    }

    /// Whether what belongs to the camera besides its own pictures cannot be had either.
    ///
    /// - Parameter isDeviceThere: whether it answers, although no picture of it is to be had.
    func isWhollyAway(isDeviceThere: Bool) -> Bool {
        switch self {
        case .offline, .refused: !isDeviceThere
        case .off, .misconfigured: true
        case .idle, .live, .stale: false
        }
    }

    /// As part of a sentence: `camera 'yard' is offline`.
    var clause: String { self == .refused ? "refuses us" : "is \(self.rawValue)" }
}
