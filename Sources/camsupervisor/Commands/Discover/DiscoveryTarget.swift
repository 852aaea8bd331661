import ArgumentParser
import CLinux
import Glibc
import IPC

/// `--target ADDRESS[:PORT]`: one that is asked by itself.
struct DiscoveryTarget: ExpressibleByArgument, Hashable {
    var address: String
    var port: UInt16

    /// `192.0.2.10`, `192.0.2.10:3702`, `2001:db8::1`, `[2001:db8::1]:3702`; no name, since the worker asks nobody for one.
    init?(argument: String) {
        var host = argument[...]
        var port: Substring?
        if argument.hasPrefix("["), let end = argument.firstIndex(of: "]") {
            host = argument[argument.index(after: argument.startIndex)..<end]
            let rest = argument[argument.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if argument.count(where: { $0 == ":" }) == 1, let colon = argument.firstIndex(of: ":") {
            host = argument[..<colon]
            port = argument[argument.index(after: colon)...]
        }
        let number =
            port.map { $0.allSatisfy { $0.isASCII && $0.isNumber } ? UInt16($0) : nil } ?? DiscoveryRequest.port
        guard let number, number > 0, Self.isAddress(String(host)) else { return nil }
        self.address = String(host)
        self.port = number
    }

    private static func isAddress(_ text: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
    }
}
