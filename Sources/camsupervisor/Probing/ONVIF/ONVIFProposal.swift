import IPC
import Shared

/// A configuration for a device that was looked at: what differs from the defaults.
///
/// Pure. It passes `check` as it is printed, once the secret that it names is there.
struct ONVIFProposal {
    /// How the device was reached.
    struct Login {
        /// The device service.
        var device: CameraURL
        var verifiesTLS: Bool
        /// `nil` for a device without users.
        var user: String?
        var overridesHost = false
    }

    private let report: ONVIFReport
    private let login: Login
    private let name: String?
    private let id: String
    /// In secrets.yaml; `nil` when nobody logs in.
    let secret: String?

    init(_ report: ONVIFReport, _ login: Login) {
        self.report = report
        self.login = login
        let model = [report.manufacturer, report.model].compactMap(\.self).joined(separator: " ")
        self.name = model.isEmpty ? nil : model
        self.id = ProposedName.id(self.name, besides: [], for: "_password")
        self.secret = login.user == nil ? nil : "\(self.id)_password"
    }

    /// YAML, with what to do as a comment; empty when there is no picture to be had.
    var text: String {
        guard self.report.profiles.contains(where: \.isCompatible) else { return "" }
        var head = ["# Paste this into the configuration:"]
        if let secret {
            head = [
                "# Paste this into the configuration, and into the secrets.yaml beside it, with the password in quotes:",
                "#   \(secret): \"…\"",
            ]
        }
        return (head + ["cameras:"] + self.lines).map { "\($0)\n" }.joined()
    }

    private var lines: [String] {
        let device = self.login.device
        let isSecure = device.scheme == "https"
        // Only the whole URL says that it is at another path.
        let isUsual = device.path == ONVIFConfiguration.usualPath
        let hasNAT = self.login.overridesHost || self.report.foreignHost != nil && !self.report.unanswered.isEmpty
        let options: [(String, String?)] = [
            ("platform", "onvif"), ("name", self.name.map { YAMLText.of($0) }),
            ("host", YAMLText.of(isUsual ? device.host : "\(device.origin)\(device.path)")),
            ("port", isUsual ? device.port.map { "\($0)" } : nil), ("https", isSecure && isUsual ? "true" : nil),
            ("verify_ssl", isSecure && !self.login.verifiesTLS ? "false" : nil),
            ("nat_override", hasNAT ? "true" : nil), ("username", self.login.user.map { YAMLText.of($0) }),
            ("password", self.secret.map { "!secret \($0)" }),
        ]
        return ["  \(self.id):"] + self.remarks.map { "    # \($0)" }
            + options.compactMap { key, value in value.map { "    \(key): \($0)" } }
    }

    private var remarks: [String] {
        let shown = self.report.profiles.count(where: \.isCompatible)
        let best = self.report.profiles.count { $0.isCompatible && $0.isBest }
        guard best < shown else { return [] }
        return [
            "Each of its \(shown) profiles is a camera entity; with `profiles: best` the largest of each lens alone."
        ]
    }
}
