internal import CLinux
internal import Glibc

/// Socket addresses for the probe.
enum ProbeSockets {
    static func address(_ host: String, port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }

    static func abstractAddress(_ name: String) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            // The first byte stays zero: that is what makes it abstract.
            for (index, byte) in bytes.enumerated() where index + 1 < path.count { path[index + 1] = byte }
        }
        return (address, socklen_t(MemoryLayout<sa_family_t>.size + 1 + bytes.count))
    }

    static func unixAddress(_ path: String) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes.prefix($0.count)) }
        return (address, socklen_t(MemoryLayout<sa_family_t>.size + bytes.count))
    }

    static func with<Address, Result>(
        _ address: inout Address,
        _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }

    /// Makes a socket, does something with it and closes it; what went wrong first, as -errno.
    static func use(_ family: Int32, _ type: Int32, _ proto: Int32 = 0, _ body: (Int32) -> Int32) -> Int {
        let descriptor = socket(family, type, proto)
        guard descriptor >= 0 else { return -Int(errno) }
        defer { close(descriptor) }
        return body(descriptor) < 0 ? -Int(errno) : 0
    }

    /// The same with one end of a pair of Unix sockets, which a worker has.
    static func usePair(_ body: (Int32) -> Int32) -> Int {
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Self.stream, 0, &pair) == 0 else { return -Int(errno) }
        defer { for descriptor in pair { close(descriptor) } }
        return body(pair[0]) < 0 ? -Int(errno) : 0
    }

    /// What an option says; -1 when nothing, which is what ``use(_:_:_:_:)`` takes.
    static func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, level, name, &value, &length) == 0 else { return -1 }
        // A handle of a process.
        close(value)
        return 0
    }

    static let stream = Int32(SOCK_STREAM.rawValue)
    static let datagram = Int32(SOCK_DGRAM.rawValue)
    static let raw = Int32(SOCK_RAW.rawValue)

    /// Connects over TCP.
    static func connectTo(_ host: String, _ port: UInt16, proto: Int32 = 0) -> Int {
        var address = self.address(host, port: port)
        return self.use(AF_INET, self.stream, proto) { descriptor in
            self.with(&address) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
