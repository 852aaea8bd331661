import Shared

extension CameraState {
    /// Whether no frame is to be expected now, for a reason that is known.
    var isAway: Bool {
        switch self {
        case .offline, .refused, .off, .misconfigured: true
        case .idle, .live, .stale: false
        }
    }

    /// As part of a sentence: `camera 'yard' is offline`.
    var clause: String { self == .refused ? "refuses us" : "is \(self.rawValue)" }
}
