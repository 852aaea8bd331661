/// Where a listener of the network is, as the kernel sees it.
struct ListenPlace: Sendable, Hashable {
    var address: ListenAddress
    /// Leaves the port's IPv4 side, which `[::]` takes as well, to another listener.
    var isOnlyIPv6 = false
}

extension HTTPConfiguration {
    /// The addresses of `listen`, each with what the others make of it.
    var places: [ListenPlace] {
        self.listen.map { address in
            let hasNeighbour = self.listen.contains { !$0.isIPv6 && $0.port == address.port }
            return ListenPlace(address: address, isOnlyIPv6: address.isIPv6 && hasNeighbour)
        }
    }
}
