import FoundationEssentials
import IPC

/// What `discover --json` prints.
struct DiscoveryDocument: Encodable {
    struct Device: Encodable {
        var address: String
        var host: String
        var port: Int
        var name: String?
        var hardware: String?
        var mac: String?
        var location: String?
        var endpoint: String?
        var profiles: [String]
        var otherHosts: [String]
        /// Cameras that are configured at its address.
        var configured: [String]

        init(_ device: DiscoveredDevice) {
            self.address = device.origin
            self.host = device.report.host
            self.port = Int(device.report.port)
            self.name = device.report.name
            self.hardware = device.report.hardware
            self.mac = device.report.mac
            self.location = device.report.location
            self.endpoint = device.report.endpoint
            self.profiles = device.report.profiles
            self.otherHosts = device.report.otherHosts
            self.configured = device.configured
        }
    }

    var devices: [Device]
    /// Interfaces, or the addresses that were given.
    var asked: [String]
    var notes: [String]
    /// YAML to paste.
    var configuration: String

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
