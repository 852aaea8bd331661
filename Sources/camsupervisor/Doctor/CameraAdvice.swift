import Shared

/// What to do about a camera that gives no pictures.
enum CameraAdvice {
    static func finding(
        _ id: String,
        _ state: CameraState,
        _ reason: String?,
        platform: String = "",
        isTurnedOff: Bool = false
    ) -> DoctorFinding {
        let words = "\(state.clause)\(reason.map { ": \($0)" } ?? "")"
        switch state {
        case .off where isTurnedOff:
            return .warning(id, words, advice: "camsupervisor call camera.turn_on camera.\(id)")
        case .off: return .warning(id, "is switched off", advice: "camsupervisor start \(id)")
        case .idle, .live: return .ok(id, words)
        case .stale, .offline, .refused, .misconfigured:
            return .failed(id, words, advice: self.advice(id, state, reason ?? "", platform))
        }
    }

    /// What ONVIF devices say whose profiles are none, or not those that `profiles` names.
    private static let lackOfProfile = ["the device has no media profile", "the device has no profile"]

    private static func advice(
        _ id: String,
        _ state: CameraState,
        _ reason: String,
        _ platform: String
    ) -> String {
        switch state {
        case .refused where platform == "onvif":
            "many devices keep the users of ONVIF apart from those of their pages: look there whether ONVIF is on, and has "
                + "this user. A device that was asked too often with a wrong password may be locked for a while. "
                + "Then camsupervisor restart \(id)"
        case .refused:
            "try user and password in a browser; a camera that was asked too often with a wrong one may be locked for a while. "
                + "Then camsupervisor restart \(id)"
        case .misconfigured: "camsupervisor check says where; mend it and reload"
        case .stale:
            "it answers and sends nothing (new): look whether another program holds its only stream, then camsupervisor restart \(id)"
        case .offline where platform == "onvif" && self.lackOfProfile.contains(where: reason.contains):
            "camsupervisor probe onvif HOST shows the profiles that it has, and their tokens"
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
