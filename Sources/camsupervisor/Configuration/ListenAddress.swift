internal import CLinux
internal import Glibc

/// An address the proxy binds: a literal IP address and a port.
///
/// No host names: what they resolve to, and so who can reach the cameras, would depend on a name server.
struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Without brackets for IPv6.
    var host: String
    /// 0 asks the kernel for a free one (tests).
    var port: UInt16

    /// Loopback only, because there are no tokens in an empty configuration.
    static let standard = [ListenAddress(host: "127.0.0.1", port: 8124), ListenAddress(host: "::1", port: 8124)]

    var isIPv6: Bool { self.host.contains(":") }

    /// Whether only this machine can reach it.
    var isLoopback: Bool {
        var v4 = in_addr()
        if inet_pton(AF_INET, self.host, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, self.host, &v6) == 1 else { return false }
        let bytes = withUnsafeBytes(of: v6) { Array($0) }
        let isLoopback6 = bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        let isMapped4 = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isLoopback6 || (isMapped4 && bytes[12] == 127)
    }

    /// `127.0.0.1:8124`, `[::1]:8124`.
    var description: String { self.isIPv6 ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)" }
}

extension ListenAddress {
    /// Takes `127.0.0.1:8124` or `[::1]:8124`; `nil` for anything else, host names included.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast())
            var v6 = in6_addr()
            guard inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
            self.init(host: address, port: port)
        } else {
            var v4 = in_addr()
            guard inet_pton(AF_INET, String(host), &v4) == 1 else { return nil }
            self.init(host: String(host), port: port)
        }
    }

    private static func port(_ text: Substring) -> UInt16? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return UInt16(text)
    }
}
