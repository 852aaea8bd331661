import CLinux
import Glibc

/// Where a server listens.
package enum Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// A port of 127.0.0.1.
    case port(UInt16)
    /// A port of ::1.
    case port6(UInt16)
    /// A Unix stream socket.
    case unix(String)

    package var description: String {
        switch self {
        case .port(let port): "127.0.0.1:\(port)"
        case .port6(let port): "[::1]:\(port)"
        case .unix(let path): path
        }
    }

    var family: Int32 {
        switch self {
        case .port: AF_INET
        case .port6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Calls `body` with the address in the kernel's form.
    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        let length = self.write(to: &storage)
        return withUnsafePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private func write(to storage: inout sockaddr_storage) -> socklen_t {
        withUnsafeMutableBytes(of: &storage) { bytes in
            switch self {
            case .port(let port):
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                bytes.storeBytes(of: address, as: sockaddr_in.self)
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            case .port6(let port):
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                address.sin6_addr = in6addr_loopback
                bytes.storeBytes(of: address, as: sockaddr_in6.self)
                return socklen_t(MemoryLayout<sockaddr_in6>.size)
            case .unix(let path):
                bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
                // 108 bytes with the closing zero are all the kernel has for a path.
                let name = Array(path.utf8.prefix(107))
                bytes[2...].copyBytes(from: name)
                return socklen_t(2 + name.count + 1)
            }
        }
    }
}
