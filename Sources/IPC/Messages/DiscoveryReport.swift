/// Which ONVIF devices answered, and who was asked.
///
/// Words of whoever is on the network: the supervisor makes them short and printable before it reads them.
package struct DiscoveryReport: Sendable, Hashable, Codable {
    package var devices: [Device]
    /// Interfaces, or addresses where only those were asked.
    package var asked: [String]
    /// Who could not be asked, and what was left out.
    package var notes: [String]

    package init(devices: [Device] = [], asked: [String] = [], notes: [String] = []) {
        self.devices = devices
        self.asked = asked
        self.notes = notes
    }

    /// One device, however often and from wherever it answered.
    package struct Device: Sendable, Hashable, Codable {
        /// The device's own name for itself, the same after a reboot: `urn:uuid:…`.
        package var endpoint: String?
        package var name: String?
        package var hardware: String?
        /// `c0:56:e3:f9:55:68`.
        package var mac: String?
        package var location: String?
        /// `Streaming`, `T`, `G`.
        package var profiles: [String]
        /// Of its addresses the one that is likeliest to be reached from here.
        package var host: String
        /// The interface of a link-local address of IPv6, without which that one means nothing.
        package var zone: String?
        package var port: UInt16
        package var isHTTPS: Bool
        /// Hosts of the others.
        package var otherHosts: [String]

        package init(host: String, port: UInt16, isHTTPS: Bool = false) {
            self.host = host
            self.port = port
            self.isHTTPS = isHTTPS
            self.profiles = []
            self.otherHosts = []
        }
    }
}
