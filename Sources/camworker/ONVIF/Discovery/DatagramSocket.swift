internal import CLinux
internal import IPC

/// A UDP socket of a probe; its port is the kernel's choice.
final class DatagramSocket {
    /// Why there is none, or a datagram did not go.
    struct Failure: Error, Hashable, CustomStringConvertible {
        var number: Int32

        var description: String { String(cString: strerror(self.number)) }
    }

    /// Where a datagram goes to.
    struct Place: Hashable, Sendable {
        var address: IPAddress
        var port: UInt16

        fileprivate var raw: linux_datagram_place {
            var raw = linux_datagram_place()
            withUnsafeMutableBytes(of: &raw.bytes) { $0.copyBytes(from: self.address.bytes) }
            raw.port = self.port
            raw.is_ipv6 = self.address.isIPv6
            return raw
        }
    }

    private let descriptor: OwnedDescriptor

    /// To be asked by everybody it is told to.
    init(isIPv6: Bool) throws(Failure) {
        let descriptor = linux_udp_socket(isIPv6)
        try Self.check(min(descriptor, 0))
        self.descriptor = OwnedDescriptor(descriptor)
    }

    /// What it sends to groups leaves from an address.
    ///
    /// - Parameter hops: networks that it may cross.
    convenience init(from address: NetworkAddress, hops: Int32) throws(Failure) {
        try self.init(isIPv6: address.address.isIPv6)
        var raw = address.raw
        try Self.check(linux_multicast_from(self.descriptor.rawValue, &raw, hops))
    }

    var rawValue: Int32 { self.descriptor.rawValue }

    func send(_ bytes: [UInt8], to place: Place) throws(Failure) {
        var raw = place.raw
        try Self.check(linux_send_to(self.descriptor.rawValue, bytes, bytes.count, &raw))
    }

    /// The next datagram that waits here, cut off at the buffer's end; `nil` when there is none.
    func receive(into buffer: inout [UInt8]) -> (count: Int, sender: IPAddress)? {
        while true {
            var raw = linux_datagram_place()
            let count = linux_receive_from(self.descriptor.rawValue, &buffer, buffer.count, &raw)
            // An earlier datagram's ICMP error is told here, once.
            if count == -Int(EINTR) || count == -Int(ECONNREFUSED) { continue }
            guard count >= 0 else { return nil }
            return (count, withUnsafeBytes(of: raw.bytes) { IPAddress(isIPv6: raw.is_ipv6, $0) })
        }
    }

    private static func check(_ result: Int32) throws(Failure) {
        guard result >= 0 else { throw Failure(number: -result) }
    }
}
