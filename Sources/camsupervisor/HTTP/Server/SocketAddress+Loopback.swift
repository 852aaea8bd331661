import NIOCore

extension SocketAddress {
    /// Whether only this machine can reach it: a loopback address, or a Unix socket.
    var isLoopback: Bool {
        guard let host = self.ipAddress else { return true }
        return ListenAddress(host: host, port: 0).isLoopback
    }
}
