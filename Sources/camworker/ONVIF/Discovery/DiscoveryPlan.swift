internal import IPC

/// From where to where questions go out.
///
/// Pure.
struct DiscoveryPlan: Hashable, Sendable {
    struct Destination: Hashable, Sendable {
        /// The address of ours that it leaves from; `nil` where the kernel finds a way by itself.
        var source: NetworkAddress?
        var place: DatagramSocket.Place
        /// For people: an interface, or the address that is asked.
        var label: String
    }

    /// WS-Discovery 1.1 §2.4: groups for neighbours, and for a site's networks as far as routers let it.
    private static let groups = (four: "239.255.255.250", six: "ff02::c")
    /// Networks that a question may cross.
    static let hops: Int32 = 4
    /// Each is a socket, of 64 descriptors that the worker may have.
    private static let mostSources = 40

    private(set) var destinations: [Destination] = []
    /// Who is not asked, and why.
    private(set) var notes: [String] = []

    init(_ request: DiscoveryRequest, networks: [NetworkAddress]) {
        if request.targets.isEmpty {
            self.askEverybody(request.interfaces.prefix(DiscoveryRequest.mostInterfaces), networks)
        } else {
            for target in request.targets.prefix(DiscoveryRequest.mostTargets) { self.ask(target) }
        }
    }

    private mutating func ask(_ target: DiscoveryRequest.Target) {
        guard let address = IPAddress(target.address) else {
            self.notes.append("\(target.address) is no address")
            return
        }
        let place = DatagramSocket.Place(address: address, port: target.port)
        self.destinations.append(Destination(source: nil, place: place, label: address.text))
    }

    private mutating func askEverybody(_ interfaces: ArraySlice<String>, _ networks: [NetworkAddress]) {
        for name in interfaces where !networks.contains(where: { $0.interface == name }) {
            self.notes.append("\(name): there is no such interface, or it is down or has no address")
        }
        let wanted = networks.filter { network in
            interfaces.isEmpty ? network.hasMulticast && !network.isLoopback : interfaces.contains(network.interface)
        }
        var withIPv6: Set<String> = []
        for network in wanted {
            // Of IPv6 the kernel takes the right address of an interface by itself.
            if network.address.isIPv6, !withIPv6.insert(network.interface).inserted { continue }
            guard self.destinations.count < Self.mostSources else {
                self.notes.append("\(network.interface): this machine has too many addresses; --interface chooses")
                return
            }
            let group = network.address.isIPv6 ? Self.groups.six : Self.groups.four
            guard let address = IPAddress(group) else { preconditionFailure("a group's address") }
            let place = DatagramSocket.Place(address: address, port: DiscoveryRequest.port)
            self.destinations.append(Destination(source: network, place: place, label: network.interface))
        }
    }
}
