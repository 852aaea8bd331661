import IPC
import Shared

/// A configuration for devices that answered and are in none yet.
///
/// Pure. It passes `check` as it is printed, once the secrets that it names are there.
struct DiscoveryProposal {
    private struct Camera {
        var id: String
        var device: DiscoveredDevice
    }

    private let cameras: [Camera]

    /// - Parameter taken: ids of the configuration.
    init(_ devices: [DiscoveredDevice], besides taken: Set<String> = []) {
        var taken = taken
        self.cameras = devices.filter(\.configured.isEmpty).map { device in
            let id = ProposedName.id(device.name, besides: taken, for: Self.longestSuffix)
            taken.insert(id)
            return Camera(id: id, device: device)
        }
    }

    /// In secrets.yaml, a pair for each camera.
    var secrets: [String] { self.cameras.flatMap { ["\($0.id)_username", "\($0.id)_password"] } }

    private static let longestSuffix = "_username"

    /// YAML, with what to do as a comment; empty when there is nothing to configure.
    var text: String {
        guard !self.cameras.isEmpty else { return "" }
        let head =
            ["# Paste this into the configuration, and into the secrets.yaml beside it, with the values in quotes:"]
            + self.secrets.map { "#   \($0): \"…\"" }
            // A map with nothing in it is an error.
            + [self.cameras.allSatisfy { Self.remark($0.device) != nil } ? "# cameras:" : "cameras:"]
        return (head + self.cameras.flatMap { Self.lines($0) }).map { "\($0)\n" }.joined()
    }

    private static func lines(_ camera: Camera) -> [String] {
        let report = camera.device.report
        let options: [(String, String?)] = [
            ("platform", "onvif"), ("name", camera.device.name.map { YAMLText.of($0) }),
            ("host", YAMLText.of(report.host)),
            ("port", report.port == camera.device.usualPort ? nil : "\(report.port)"),
            ("https", report.isHTTPS ? "true" : nil), ("username", "!secret \(camera.id)_username"),
            ("password", "!secret \(camera.id)_password"),
        ]
        let lines = ["\(camera.id):"] + options.compactMap { key, value in value.map { "  \(key): \($0)" } }
        guard let remark = Self.remark(camera.device) else { return lines.map { "  \($0)" } }
        // As it stands it would be refused, or ask somebody else on another network.
        return ([remark] + lines).map { "  # \($0)" }
    }

    /// Why it cannot be configured as it answered: of its addresses the first is the best, so that no other will do.
    private static func remark(_ device: DiscoveredDevice) -> String? {
        guard device.report.zone != nil else { return nil }
        return
            "Good on one network only, so not to be written here: give the camera another address, or write its name."
    }
}
