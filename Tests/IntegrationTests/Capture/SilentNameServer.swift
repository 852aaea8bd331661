import CLinux
import Glibc
import TestSupport

/// A UDP socket on port 53 of a loopback address that counts questions and answers none.
final class SilentNameServer: Sendable {
    let address: String
    private let descriptor: Int32

    init(address: String) throws {
        self.address = address
        self.descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(53).bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        let result = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw SocketError(doing: "bind \(address):53", number: errno) }
    }

    deinit {
        close(self.descriptor)
    }

    /// Questions that wait to be read; reads them.
    var questions: Int {
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 512)
        while recv(self.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) >= 0 { count += 1 }
        return count
    }
}
