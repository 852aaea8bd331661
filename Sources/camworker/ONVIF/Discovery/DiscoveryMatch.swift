/// One device of an answer to a Probe.
struct DiscoveryMatch: Hashable, Sendable {
    /// As the device writes it; empty when it does not.
    var endpoint: String
    var scopes: DiscoveryScopes
    /// Where it says that it is, as written.
    var addresses: [String]
    /// Whether it is one of ours; printers and computers answer as well.
    var isONVIF: Bool

    /// Devices of one datagram; a proxy may answer for others.
    private static let most = 64
    private static let mostAddresses = 8
    private static let longestAddress = 512
    private static let longestEndpoint = 128
    private static let mostTypes = 16

    /// A datagram has 64 kB at most, and an answer some 40 elements for each device.
    private static let limits = XMLLimits(bytes: 65_536, depth: 16, elements: 2_000, attributes: 64)

    /// All that a datagram tells of; empty for what is no answer to a Probe.
    static func all(in datagram: [UInt8]) -> [DiscoveryMatch] {
        guard let root = try? XMLDocument(datagram, limits: Self.limits).root, root.name == "Envelope" else {
            return []
        }
        let matches = root.child("Body")?.children("ProbeMatches").flatMap { $0.children("ProbeMatch") } ?? []
        return matches.prefix(Self.most).map { DiscoveryMatch($0) }
    }

    private init(_ element: XMLElement) {
        let endpoint = element.child("EndpointReference")?.text("Address") ?? ""
        self.endpoint = String(endpoint.unicodeScalars.prefix(Self.longestEndpoint))
        self.scopes = DiscoveryScopes(Self.words(element, "Scopes", most: DiscoveryScopes.most))
        self.addresses = Self.words(element, "XAddrs", most: Self.mostAddresses)
            .filter { $0.utf8.count <= Self.longestAddress && Self.isWeb($0) }
        // Of the types only that one is ONVIF's alone: printers are a `Device` too, of another namespace.
        let isTransmitter = Self.words(element, "Types", most: Self.mostTypes)
            .contains { $0.split(separator: ":").last == "NetworkVideoTransmitter" }
        self.isONVIF =
            self.scopes.areONVIF || isTransmitter
            || self.addresses.contains { $0.lowercased().contains("/onvif/device_service") }
    }

    /// Others have addresses of other kinds, `soap.udp:` and `urn:`.
    private static func isWeb(_ address: String) -> Bool {
        ["http://", "https://"].contains { address.lowercased().hasPrefix($0) }
    }

    private static func words(_ element: XMLElement, _ name: String, most: Int) -> [String] {
        (element.text(name) ?? "").split(maxSplits: most, whereSeparator: \.isWhitespace).prefix(most).map(String.init)
    }
}
