import IPC
import Shared

/// A device that answered, as it is shown and proposed.
struct DiscoveredDevice: Sendable, Hashable {
    var report: DiscoveryReport.Device
    /// Cameras of the configuration that are there already.
    var configured: [String]

    /// `nil` for what nobody could configure: no host.
    init?(_ report: DiscoveryReport.Device, _ hosts: ConfiguredHosts) {
        guard !report.host.isEmpty, report.port > 0 else { return nil }
        self.report = report
        self.configured = hosts.cameras(at: [report.host] + report.otherHosts)
    }

    /// What somebody calls it, else what it is.
    var name: String? {
        if let name = self.report.name, ProposedName.isGiven(name) { return name }
        return self.report.hardware ?? self.report.name
    }

    /// `http://192.0.2.10:8080`; of a link-local address with the interface that it is good on.
    var origin: String {
        let zone = self.report.zone.map { "%\($0)" } ?? ""
        let host = self.report.host.contains(":") ? "[\(self.report.host)\(zone)]" : self.report.host
        let port = self.report.port == self.usualPort ? "" : ":\(self.report.port)"
        return "\(self.scheme)://\(host)\(port)"
    }

    var scheme: String { self.report.isHTTPS ? "https" : "http" }

    /// What `port:` need not say.
    var usualPort: UInt16 { self.report.isHTTPS ? 443 : 80 }
}
