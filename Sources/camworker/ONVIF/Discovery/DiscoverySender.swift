/// Whose datagram it was.
struct DiscoverySender: Hashable, Sendable {
    var address: IPAddress
    /// The interface, of a link-local address of IPv6.
    var zone: String?
}
