internal import IPC
internal import Shared

/// Who has answered: each device once, however often and over however many networks it was heard.
///
/// Pure. Whoever is on the network can send here, so everything is counted.
struct DiscoveryRoll {
    fileprivate struct Entry {
        var endpoint: String
        var scopes: DiscoveryScopes
        var addresses: [DiscoveredAddress]
    }

    /// A building's; the largest networks that are one broadcast domain.
    static let mostDevices = 256
    /// Some 250 devices answer eight copies of two questions; each is read, which takes a tenth of a millisecond.
    static let mostDatagrams = 8_192
    static let mostBytes = 16 * 1024 * 1024
    /// Of one sender: two questions, four copies, sixteen networks, and some firmware answers twice.
    static let mostOfSender = 256
    fileprivate static let mostAddresses = 16

    private let networks: [NetworkAddress]
    private var entries: [Entry] = []
    private var datagrams = 0
    private var bytes = 0
    private var bySender: [IPAddress: Int] = [:]
    private var unread = 0
    private var leftOut = 0

    /// - Parameter networks: our own, to know neighbours by.
    init(networks: [NetworkAddress]) {
        self.networks = networks
    }

    /// Whether more would not be read.
    var isFull: Bool { self.datagrams >= Self.mostDatagrams || self.bytes >= Self.mostBytes }

    mutating func take(_ datagram: [UInt8], from sender: DiscoverySender) {
        guard !self.isFull, self.bySender[sender.address, default: 0] < Self.mostOfSender else {
            self.unread += 1
            return
        }
        self.bySender[sender.address, default: 0] += 1
        self.datagrams += 1
        self.bytes += datagram.count
        for match in DiscoveryMatch.all(in: datagram) where match.isONVIF { self.take(match, from: sender) }
    }

    private mutating func take(_ match: DiscoveryMatch, from sender: DiscoverySender) {
        var addresses = match.addresses.map {
            DiscoveredAddress($0, from: sender, networks: self.networks)
        }
        // It answered from somewhere.
        if addresses.isEmpty { addresses = [DiscoveredAddress(of: sender)] }
        let endpoint = Self.key(match.endpoint)
        let places = Set(addresses.filter { $0.rank != .linkLocal }.map(\.place))
        guard let index = self.entries.firstIndex(where: { $0.is(endpoint, match.scopes, at: places) }) else {
            guard self.entries.count < Self.mostDevices else {
                self.leftOut += 1
                return
            }
            self.entries.append(Entry(endpoint: endpoint, scopes: match.scopes, addresses: addresses))
            return
        }
        self.entries[index].scopes.fill(from: match.scopes)
        self.entries[index].add(addresses)
    }

    /// `urn:uuid:4B…`, `uuid:4b…` and `4b…` are the same.
    private static func key(_ endpoint: String) -> String {
        var text = endpoint.lowercased()[...]
        for prefix in ["urn:", "uuid:"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        return String(text)
    }
}

extension DiscoveryRoll.Entry {
    /// Clones of one firmware may share an endpoint, so a MAC counts more; and some devices make up a new one for each answer.
    fileprivate func `is`(_ endpoint: String, _ scopes: DiscoveryScopes, at places: Set<String>) -> Bool {
        if let one = self.scopes.mac, let other = scopes.mac { return one == other }
        if !endpoint.isEmpty, self.endpoint == endpoint { return true }
        return self.addresses.contains { $0.rank != .linkLocal && places.contains($0.place) }
    }

    fileprivate mutating func add(_ addresses: [DiscoveredAddress]) {
        for address in addresses {
            if let known = self.addresses.firstIndex(where: { $0.place == address.place }) {
                // From where it answered it can be reached.
                if address.rank < self.addresses[known].rank { self.addresses[known] = address }
            } else if self.addresses.count < DiscoveryRoll.mostAddresses {
                self.addresses.append(address)
            }
        }
    }
}

// MARK: - What came of it

extension DiscoveryRoll {
    /// Sorted by address, so that a network looks the same twice.
    var devices: [DiscoveryReport.Device] {
        let sorted = self.entries.map { ($0, DiscoveredAddress.sorted($0.addresses)) }.sorted { one, other in
            Self.precedes(one.1[0], other.1[0])
        }
        return sorted.map { entry, addresses in Self.device(entry, addresses) }
    }

    /// What was not looked at, in words.
    var notes: [String] {
        var notes: [String] = []
        if self.unread > 0 { notes.append("\(self.unread) more answers were not looked at: somebody sends too many") }
        if self.leftOut > 0 { notes.append("there are more than \(Self.mostDevices) devices: the rest was left out") }
        return notes
    }

    /// Names behind addresses.
    private static func precedes(_ one: DiscoveredAddress, _ other: DiscoveredAddress) -> Bool {
        switch (IPAddress(one.url.host), IPAddress(other.url.host)) {
        case (let left?, let right?) where left != right: left < right
        case (.some, nil): true
        case (nil, .some): false
        default: (one.url.host, one.port) < (other.url.host, other.port)
        }
    }

    private static func device(_ entry: Entry, _ addresses: [DiscoveredAddress]) -> DiscoveryReport.Device {
        let best = addresses[0]
        var device = DiscoveryReport.Device(
            host: best.url.host,
            port: best.port,
            isHTTPS: best.url.scheme == "https"
        )
        device.zone = best.zone
        device.endpoint = entry.endpoint.isEmpty ? nil : entry.endpoint
        device.name = entry.scopes.name
        device.hardware = entry.scopes.hardware
        device.mac = entry.scopes.mac
        device.location = entry.scopes.location
        device.profiles = entry.scopes.profiles
        for address in addresses.dropFirst() where address.url.host != best.url.host {
            if !device.otherHosts.contains(address.url.host) { device.otherHosts.append(address.url.host) }
        }
        return device
    }
}
