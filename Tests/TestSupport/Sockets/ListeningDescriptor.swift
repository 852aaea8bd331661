import CLinux
import Glibc

/// A listening socket as systemd would hand it over: open already, and nobody's but the test's.
package final class ListeningDescriptor: Sendable {
    package let rawValue: Int32
    package let port: UInt16

    package struct Failed: Error {
        package var number: Int32
    }

    /// On the loopback, at a port that the kernel picks.
    package init(isIPv6: Bool = false) throws {
        self.rawValue = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = linux_set_nonblocking(self.rawValue)
        var address = sockaddr_storage()
        let length = withUnsafeMutableBytes(of: &address) { bytes in
            guard isIPv6 else {
                var v4 = sockaddr_in()
                v4.sin_family = sa_family_t(AF_INET)
                v4.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                bytes.storeBytes(of: v4, as: sockaddr_in.self)
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            }
            var v6 = sockaddr_in6()
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_addr = in6addr_loopback
            bytes.storeBytes(of: v6, as: sockaddr_in6.self)
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        }
        let descriptor = self.rawValue
        var bound = length
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, address, &bound) == 0
            }
        }
        // At the same place in both kinds of address.
        self.port = withUnsafeBytes(of: address) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
        guard result else {
            close(descriptor)
            throw Failed(number: errno)
        }
    }

    deinit { close(self.rawValue) }

    /// Whether somebody has connected, or tries to.
    package var hasConnection: Bool {
        var descriptor = pollfd(fd: self.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }
}
