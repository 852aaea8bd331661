import NIOCore
import NIOEmbedded
import Testing

@testable import camsupervisor

@Suite("RequestOrigin: from this machine or from elsewhere")
struct RequestOriginTests {
    static let addresses: [(String, RequestOrigin)] = [
        ("127.0.0.1", .network), ("127.1.2.3", .network), ("::1", .network), ("::ffff:127.0.0.1", .network),
        ("192.0.2.1", .elsewhere), ("0.0.0.0", .elsewhere), ("fe80::1", .elsewhere), ("::ffff:192.0.2.1", .elsewhere),
        ("::", .elsewhere),
    ]

    @Test("told by the other end's address", arguments: addresses)
    func network(address: String, origin: RequestOrigin) throws {
        let channel = EmbeddedChannel()
        // As a listener on every interface sees it.
        channel.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 8124)
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 40_000)
        #expect(RequestOrigin.ofNetwork(channel) == origin)
        #expect(!origin.isControl)
    }

    @Test("a Unix socket is this machine's; who has gone already is nobody's")
    func others() throws {
        let channel = EmbeddedChannel()
        #expect(RequestOrigin.ofNetwork(channel) == .elsewhere)
        channel.remoteAddress = try SocketAddress(unixDomainSocketPath: "/run/proxy.sock")
        #expect(RequestOrigin.ofNetwork(channel) == .network)
    }
}
