internal import Shared

/// One of the places where a device says that it is, with how likely it is to be reached from here.
struct DiscoveredAddress: Hashable, Sendable {
    /// The lower, the better.
    enum Rank: Int, Comparable {
        /// The answer came from there.
        case answered
        case neighbour
        /// Behind a router, or a name.
        case elsewhere
        /// Good on one cable only, and another after a reboot.
        case linkLocal
        case loopback

        static func < (one: Rank, other: Rank) -> Bool { one.rawValue < other.rawValue }
    }

    var url: CameraURL
    var zone: String?
    var rank: Rank

    /// - Parameters:
    ///   - announced: as written: with a port twice, of 0.0.0.0, without a path; repaired as a service's address is.
    init(_ announced: String, from sender: DiscoverySender, networks: [NetworkAddress]) {
        var device = Self.assumed(of: sender)
        // What says 0.0.0.0 may say the right port all the same.
        if let url = try? CameraURL(announced), ["http", "https"].contains(url.scheme) {
            (device.scheme, device.port) = (url.scheme, url.port)
        }
        self.url = ServiceAddress(device: device).ofService(announced)
        guard let address = IPAddress(self.url.host) else {
            self.rank = .elsewhere
            return
        }
        self.rank = Self.rank(of: address, from: sender, networks)
        if address.isIPv6, address.isLinkLocal { self.zone = sender.zone }
    }

    /// Where a device is that does not say.
    init(of sender: DiscoverySender) {
        self.init("", from: sender, networks: [])
    }

    /// ONVIF Core §5.1.
    private static func assumed(of sender: DiscoverySender) -> CameraURL {
        let host = sender.address.isIPv6 ? "[\(sender.address.text)]" : sender.address.text
        guard let url = try? CameraURL("http://\(host)\(ONVIFConfiguration.usualPath)") else {
            preconditionFailure("an address is a host")
        }
        return url
    }

    private static func rank(of address: IPAddress, from sender: DiscoverySender, _ networks: [NetworkAddress]) -> Rank
    {
        if address.isLinkLocal { return .linkLocal }
        if address == sender.address { return .answered }
        if address.isLoopback { return .loopback }
        return networks.contains { !$0.isLoopback && $0.reaches(address) } ? .neighbour : .elsewhere
    }

    /// What tells it from other devices' addresses.
    var place: String { "\(self.url.host)%\(self.zone ?? "") \(self.port)" }

    var port: UInt16 { self.url.effectivePort }
}

extension DiscoveredAddress {
    /// The best first; of those that are alike IPv4's, and then in the device's own order.
    static func sorted(_ addresses: [DiscoveredAddress]) -> [DiscoveredAddress] {
        addresses.enumerated().sorted { one, other in
            Self.key(one.element, one.offset) < Self.key(other.element, other.offset)
        }.map(\.element)
    }

    private static func key(_ address: DiscoveredAddress, _ place: Int) -> (Int, Int, Int) {
        (address.rank.rawValue, address.url.host.contains(":") ? 1 : 0, place)
    }
}
