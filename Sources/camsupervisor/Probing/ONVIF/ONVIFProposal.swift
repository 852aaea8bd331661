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
        self.name = report.fullName
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
            + options.compactMap { key, value in value.map { "    \(key): \($0)" } } + self.webhook
    }

    /// A device that makes no pull-points tells what happens to who can be reached, or nobody.
    private var webhook: [String] {
        guard self.report.hasPullPoints == false else { return [] }
        return [
            "    # It makes no pull-points: what happens it tells only with this service's address as it reaches it.",
            "    # webhook_url: http://ADDRESS:PORT",
        ]
    }

    private var remarks: [String] {
        let all = self.report.profiles.filter(\.isCompatible)
        // As views are shown by themselves: those as wide as the widest of their lens.
        let widths = Dictionary(all.map { ($0.source, $0.width ?? 0) }) { max($0, $1) }
        let hidden = all.filter { $0.width ?? 0 != widths[$0.source] }
        guard let other = hidden.first else { return [] }
        let shown = all.count - hidden.count
        let name = Slug.make(other.name)
        return [
            "\(shown) of its \(all.count) profiles \(shown == 1 ? "is" : "are") shown; for another: "
                + "`entities: { enable: camera.\(self.id)_\(name.isEmpty ? "view" : name) }`"
        ]
    }
}
