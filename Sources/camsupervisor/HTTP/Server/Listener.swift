import IPC
import Logging
import NIOCore
import NIOPosix
import Shared
import Synchronization

/// Accepts connections on one socket and serves each in a task of its own.
struct Listener: Sendable {
    /// Where the socket comes from.
    enum Source: Sendable {
        /// Open already; whoever opened it keeps its path and backlog.
        case inherited(Int32)
        case tcp(host: String, port: Int)
        /// A path, with the mode its file gets.
        case unix(path: String, mode: UInt32)
    }

    /// Connections waiting for `accept`; a dashboard with 200 tiles opens them at once.
    static let backlog: Int32 = 512

    let source: Source
    let group: any EventLoopGroup
    let connections: HTTPConnections
    let limit: ConnectionLimit
    let logger: Logger

    /// The bound socket; connections queue in it until ``Bound/serve()``.
    struct Bound: Sendable {
        fileprivate let channel: NIOAsyncChannel<HTTPConnections.Connection, Never>
        fileprivate let connections: HTTPConnections
        let description: String

        /// Serves until ``end()`` and a moment longer, for answers under way; then ends every connection.
        ///
        /// Never by cancellation of the accepting loop: connections that were accepted and wait in its buffer would be
        /// dropped unserved, which NIO rightly calls a mistake of the program (tried: it traps).
        func serve() async throws {
            try await withThrowingDiscardingTaskGroup { group in
                try await self.channel.executeThenClose { inbound in
                    for try await connection in inbound {
                        group.addTask { await self.connections.serve(connection) }
                    }
                }
                try? await Task.sleep(for: Self.grace)
                group.cancelAll()
            }
        }

        /// Accepts nothing more.
        ///
        /// Connections in the socket's own queue stay there for who listens next.
        func end() {
            self.channel.channel.close(promise: nil)
        }

        /// For answers that are under way when the listener ends.
        private static let grace = Duration.seconds(1)
    }

    func bind() async throws -> Bound {
        let bootstrap = ServerBootstrap(group: self.group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // A viewer whose host vanished without a word is noticed in two hours at the latest.
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
        let channel: NIOAsyncChannel<HTTPConnections.Connection, Never>
        switch self.source {
        case .inherited(let descriptor):
            channel = try await bootstrap.bind(descriptor, childChannelInitializer: self.accept)
        case .tcp(let host, let port):
            channel = try await bootstrap.bind(host: host, port: port, childChannelInitializer: self.accept)
        case .unix(let path, let mode):
            channel = try await bootstrap.bind(
                unixDomainSocketPath: path,
                cleanupExistingSocketFile: true,
                childChannelInitializer: self.accept
            )
            try Self.setMode(mode, of: path)
        }
        let address = channel.channel.localAddress
        return Bound(
            channel: channel,
            connections: self.connections,
            description: address?.pathname ?? address.map { "\($0.forURL)" } ?? "an unnamed socket"
        )
    }

    @Sendable
    private func accept(_ channel: any Channel) -> EventLoopFuture<HTTPConnections.Connection> {
        guard self.limit.enter(channel) else {
            // Written raw: no pipeline is built for what is turned away.
            let answer =
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            return channel.writeAndFlush(ByteBuffer(string: answer))
                .flatMap { channel.close() }
                .flatMapThrowing { throw ConnectionLimit.Reached() }
        }
        return self.connections.setUp(channel)
    }

    private static func setMode(_ mode: UInt32, of path: String) throws {
        guard chmod(path, mode) == 0 else { throw SystemCallError(call: "chmod \(path)", errorNumber: errno) }
    }
}

/// How many connections are open at a time.
final class ConnectionLimit: Sendable {
    struct Reached: Error {}

    /// Descriptors are the bound: a connection is one, a worker three, and some are for files and loops.
    ///
    /// - Parameter descriptors: the process's own limit.
    static func fitting(descriptors: UInt64, cameras: Int) -> Int {
        let reserved = 64 + 4 * cameras
        return max(64, min(10_000, Int(clamping: descriptors) - reserved))
    }

    private let maximum: Int
    private let open = Mutex(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Counts a connection until it closes; `false` when there is no room.
    func enter(_ channel: any Channel) -> Bool {
        let fits = self.open.withLock { open in
            guard open < self.maximum else { return false }
            open += 1
            return true
        }
        if fits {
            channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } }
        }
        return fits
    }
}

extension SocketAddress {
    /// `127.0.0.1:8124`, `[::1]:8124`.
    var forURL: String {
        let host = self.ipAddress ?? "?"
        return host.contains(":") ? "[\(host)]:\(self.port ?? 0)" : "\(host):\(self.port ?? 0)"
    }
}
