import Shared

/// What to do about a camera that gives no pictures.
enum CameraAdvice {
    static func finding(
        _ id: String,
        _ state: CameraState,
        _ reason: String?,
        isTurnedOff: Bool = false
    ) -> DoctorFinding {
        let words = "\(state.clause)\(reason.map { ": \($0)" } ?? "")"
        switch state {
        case .off where isTurnedOff:
            return .warning(id, words, advice: "camsupervisor call camera.turn_on camera.\(id)")
        case .off: return .warning(id, "is switched off", advice: "camsupervisor start \(id)")
        case .idle, .live: return .ok(id, words)
        case .stale, .offline, .refused, .misconfigured:
            return .failed(id, words, advice: self.advice(id, state, reason ?? ""))
        }
    }

    private static func advice(_ id: String, _ state: CameraState, _ reason: String) -> String {
        switch state {
        case .refused:
            "try user and password in a browser; a camera that was asked too often with a wrong one may be locked for a while. "
                + "Then camsupervisor restart \(id)"
        case .misconfigured: "camsupervisor check says where; mend it and reload"
        case .stale:
            "it answers and sends nothing (new): look whether another program holds its only stream, then camsupervisor restart \(id)"
        case .offline where reason.contains("answered"):
            "something answers there: are host, port and path those of this camera (curl -v URL)? "
                + "camsupervisor inspect \(id) has the details, with --diagnostics as one file to send to somebody"
        case .offline:
            "is it powered and on the network, and does its address answer from this machine (curl -v URL)? "
                + "camsupervisor inspect \(id) has the details, with --diagnostics as one file to send to somebody"
        case .idle, .live, .off: ""
        }
    }
}
