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
            + self.secrets.map { "#   \($0): \"…\"" } + ["cameras:"]
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
        let remarks = [Self.remark(camera.device)].compactMap { $0.map { "    # \($0)" } }
        return ["  \(camera.id):"] + remarks + options.compactMap { key, value in value.map { "    \(key): \($0)" } }
    }

    private static func remark(_ device: DiscoveredDevice) -> String? {
        guard device.report.zone != nil else { return nil }
        return "This address is good on one network only: give the camera another, or write its name."
    }
}
