/// Which camera a ``AmcrestCamera`` plays.
///
/// What a firmware is known for is in ``Facts``; the answers' shapes are in Shapes/ (its README says which of them
/// were seen in the field and which are guessed).
package enum AmcrestModel: String, Sendable, CaseIterable {
    /// Amcrest IP8M-T2599E, firmware 2.800: Digest, heartbeats, a card, a privacy mask, no pan and tilt in truth, but here.
    case amcrest
    /// Dahua IPC: no indicator light, no privacy mask, no MJPEG of the main stream.
    case dahua
    /// Dahua NVR with four channels: events have the index of theirs.
    case recorder
    /// Amcrest AD410: a button, and `VideoInMode` with `ConfigEx`.
    case doorbell
    /// Firmware of 2016 (2.420): Basic and the Digest of RFC 2069, no heartbeats, a space in `Content-Length: 9`.
    case old

    package var facts: Facts {
        switch self {
        case .amcrest: Facts()
        case .dahua:
            Facts {
                $0.vendor = "Dahua"
                $0.deviceType = "IPC-HDW5442TM-AS"
                $0.serial = "6L0TEST00000002"
                $0.name = "Hall way"
                $0.hasIndicatorLight = false
                $0.hasPrivacyMask = false
                $0.hasPTZ = false
                $0.hasMainMJPEG = false
            }
        case .recorder:
            Facts {
                $0.vendor = "Dahua"
                $0.deviceType = "NVR5216-16P-4KS2"
                $0.deviceClass = "NVR"
                $0.serial = "5F0TEST00000003"
                $0.name = "NVR"
                $0.channels = 4
                $0.hasIndicatorLight = false
                $0.hasPrivacyMask = false
            }
        case .doorbell:
            Facts {
                $0.deviceType = "AD410"
                $0.deviceClass = "VTO"
                $0.serial = "AMC0TEST0000004"
                $0.name = "Front door"
                $0.hasPTZ = false
                $0.hasMainMJPEG = false
            }
        case .old:
            Facts {
                $0.deviceType = "IP2M-841B"
                $0.serial = "AMC0TEST0000005"
                $0.name = "AMC0TEST"
                $0.software = ["version=2.420.AC00.18.R", "BuildDate=\"2020-02-17\""]
                $0.hasHeartbeats = false
                $0.hasSmartMotion = false
                $0.framing = .spaced
            }
        }
    }

    func authentication(user: String, password: String) -> CameraAuthentication {
        var script = DigestScript(user: user, password: password)
        script.realm = "Login to \(self.facts.serial)"
        script.countsMustRise = true
        guard self == .old else { return .digest(script) }
        script.hasQualityOfProtection = false
        return .either(script)
    }
}
