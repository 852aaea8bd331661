internal import CLinux

/// An address of this machine, on an interface that is up.
struct NetworkAddress: Hashable, Sendable {
    /// `eth0`.
    var interface: String
    var address: IPAddress
    /// Bits that its neighbours' addresses begin with as well.
    var prefix: Int
    var isLoopback = false
    /// Whether neighbours can be asked all at once.
    var hasMulticast = true

    /// Addresses that are looked at; a machine full of containers has an interface for each.
    private static let most = 512

    /// All of them; empty when the kernel does not say.
    static func all() -> [NetworkAddress] {
        var list = [linux_network_address](repeating: linux_network_address(), count: Self.most)
        let count = linux_network_addresses(&list, Int32(Self.most))
        return list.prefix(Int(max(count, 0))).map { NetworkAddress($0) }
    }

    /// Whether an address is a neighbour's.
    func reaches(_ other: IPAddress) -> Bool { self.address.shares(self.prefix, with: other) }
}

extension NetworkAddress {
    private init(_ raw: linux_network_address) {
        let name = withUnsafeBytes(of: raw.interface) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        self.init(
            interface: name,
            address: withUnsafeBytes(of: raw.bytes) { IPAddress(isIPv6: raw.is_ipv6, $0) },
            prefix: Int(raw.prefix),
            isLoopback: raw.is_loopback,
            hasMulticast: raw.has_multicast
        )
    }

    /// For the kernel.
    var raw: linux_network_address {
        var raw = linux_network_address()
        withUnsafeMutableBytes(of: &raw.interface) { $0.copyBytes(from: self.interface.utf8.prefix($0.count - 1)) }
        withUnsafeMutableBytes(of: &raw.bytes) { $0.copyBytes(from: self.address.bytes) }
        raw.prefix = UInt8(clamping: self.prefix)
        raw.is_ipv6 = self.address.isIPv6
        raw.is_loopback = self.isLoopback
        raw.has_multicast = self.hasMulticast
        return raw
    }
}
