internal import CLinux
internal import Glibc

/// An address of IPv4 or IPv6.
struct IPAddress: Hashable, Sendable {
    /// In network order: 4, or 16.
    let bytes: [UInt8]

    /// - Parameter bytes: sixteen, of which IPv4 uses the first four.
    init(isIPv6: Bool, _ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes.prefix(isIPv6 ? 16 : 4))
    }

    /// As people write it; an address of IPv4 in IPv6's clothes is one of IPv4.
    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(isIPv6: false, bytes)
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            self.init(isIPv6: !isMapped, isMapped ? Array(bytes[12...]) : bytes)
        } else {
            return nil
        }
    }

    var isIPv6: Bool { self.bytes.count == 16 }

    var text: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(self.isIPv6 ? AF_INET6 : AF_INET, self.bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// RFC 3927, RFC 4291 §2.5.6.
    var isLinkLocal: Bool {
        self.isIPv6 ? self.bytes[0] == 0xFE && self.bytes[1] & 0xC0 == 0x80 : self.bytes.starts(with: [169, 254])
    }

    /// Means ourselves.
    var isLoopback: Bool {
        self.isIPv6 ? self.bytes == Array(repeating: 0, count: 15) + [1] : self.bytes[0] == 127
    }

    /// Whether both begin with the same `bits`.
    func shares(_ bits: Int, with other: IPAddress) -> Bool {
        guard self.bytes.count == other.bytes.count, 0...(self.bytes.count * 8) ~= bits else { return false }
        let whole = bits / 8
        guard self.bytes[..<whole] == other.bytes[..<whole] else { return false }
        let rest = bits % 8
        return rest == 0 || (self.bytes[whole] ^ other.bytes[whole]) >> (8 - UInt8(rest)) == 0
    }
}

extension IPAddress: Comparable {
    /// IPv4 first, then by number.
    static func < (one: IPAddress, other: IPAddress) -> Bool {
        one.bytes.count == other.bytes.count
            ? one.bytes.lexicographicallyPrecedes(other.bytes) : one.bytes.count < other.bytes.count
    }
}
