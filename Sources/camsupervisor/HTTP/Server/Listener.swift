import IPC
import Logging
import NIOCore
import NIOPosix
import Shared

/// How to listen on one socket.
struct Listener: Sendable {
    /// Where the socket comes from.
    enum Source: Sendable {
        /// Open already; whoever opened it keeps its path and backlog.
        case inherited(Int32)
        /// - Parameter isOnlyIPv6: leaves the port's IPv4 side, which `[::]` takes as well, to another listener.
        case tcp(host: String, port: Int, isOnlyIPv6: Bool = false)
    }

    /// Connections waiting for `accept`; a dashboard with 200 tiles opens them at once.
    static let backlog: Int32 = 512

    let source: Source
    let group: any EventLoopGroup
    let connections: HTTPConnections
    let limit: ConnectionLimit
    let logger: Logger
    /// Whether it opens beside one of ours at an overlapping address that is about to end; see ``OpenListener/sharePort(_:)``.
    var sharesPort = false

    /// Opens it; connections queue in the socket until ``OpenListener/serve()``.
    func bind() async throws -> OpenListener {
        let bootstrap = ServerBootstrap(group: self.group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(OpenListener.portSharing, value: self.sharesPort ? 1 : 0)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // A viewer whose host vanished without a word is noticed in two hours at the latest.
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
        let channel: OpenListener.Door
        switch self.source {
        case .inherited(let descriptor):
            channel = try await bootstrap.bind(descriptor, childChannelInitializer: self.accept)
        case .tcp(let host, let port, let isOnlyIPv6):
            let bootstrap =
                isOnlyIPv6
                ? bootstrap.serverChannelOption(
                    ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only),
                    value: 1
                ) : bootstrap
            channel = try await bootstrap.bind(host: host, port: port, childChannelInitializer: self.accept)
        }
        let address = channel.channel.localAddress
        return OpenListener(
            channel: channel,
            connections: self.connections,
            loops: self.group,
            description: address?.pathname ?? address.map { "\($0.forURL)" } ?? "an unnamed socket"
        )
    }

    /// Tries again while the address is taken.
    func bind(until deadline: MonotonicTime) async throws -> OpenListener {
        while true {
            do {
                return try await self.bind()
            } catch let error as IOError where error.errnoCode == EADDRINUSE && MonotonicTime.now() < deadline {
                try await Task.sleep(for: Self.retryInterval)
            }
        }
    }

    private static let retryInterval = Duration.milliseconds(20)

    /// Runs before the connection is registered with its loop, so nothing can be written here; and what fails here is
    /// ours to close, since NIO leaves it open (seen: 10 descriptors lost with 10 connections over the limit).
    @Sendable
    private func accept(_ channel: any Channel) -> EventLoopFuture<OpenListener.Accepted> {
        let isReady: EventLoopFuture<OpenListener.Accepted>
        let admission = self.limit.enter(channel)
        if admission != .served {
            // Whose it is cannot be asked yet: the door tells.
            let origin: RequestOrigin = channel.localAddress?.pathname == nil ? .network : .unknown
            self.connections.refusals.count(.noRoom, from: origin)
        }
        switch admission {
        case .served:
            isReady = self.connections.setUp(channel).map { $0 }
        case .turnedAway where self.connections.tls?.isSpoken(at: channel.parent?.localAddress) == true:
            // A handshake costs more than what is refused.
            isReady = channel.eventLoop.makeFailedFuture(ConnectionLimit.Reached())
        case .turnedAway:
            isReady = channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(TurnAway())
                return nil
            }
        case .dropped:
            isReady = channel.eventLoop.makeFailedFuture(ConnectionLimit.Reached())
        }
        return isReady.flatMapErrorThrowing { error in
            channel.close(promise: nil)
            throw error
        }
    }
}

extension SocketAddress {
    /// `127.0.0.1:8124`, `[::1]:8124`.
    var forURL: String {
        let host = self.ipAddress ?? "?"
        return host.contains(":") ? "[\(host)]:\(self.port ?? 0)" : "\(host):\(self.port ?? 0)"
    }
}
