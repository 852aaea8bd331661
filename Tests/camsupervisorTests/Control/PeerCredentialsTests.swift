import CLinux
import NIOCore
import NIOEmbedded
import NIOPosix
import TestSupport
import Testing

@testable import camsupervisor

@Suite("PeerCredentials")
struct PeerCredentialsTests {
    private let group = MultiThreadedEventLoopGroup.singleton

    /// What the server's side learns of a client, asked where the listener asks: while the connection is set up.
    private func origin(
        connect: (EventLoopPromise<RequestOrigin>) async throws -> [any Channel]
    ) async throws -> RequestOrigin {
        let promise = self.group.next().makePromise(of: RequestOrigin.self)
        let channels = try await connect(promise)
        let origin = try await promise.futureResult.get()
        for channel in channels { try await channel.close() }
        return origin
    }

    private func server(_ promise: EventLoopPromise<RequestOrigin>) -> ServerBootstrap {
        ServerBootstrap(group: self.group).childChannelInitializer { channel in
            promise.succeed(PeerCredentials.origin(of: channel))
            return channel.eventLoop.makeSucceededVoidFuture()
        }
    }

    @Test("who comes through a Unix socket is known by user and process")
    func unix() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "s")
        let origin = try await self.origin { promise in
            let door = try await self.server(promise).bind(unixDomainSocketPath: path).get()
            return [door, try await ClientBootstrap(group: self.group).connect(unixDomainSocketPath: path).get()]
        }
        #expect(origin == .control(uid: getuid(), pid: getpid()))
    }

    @Test("who comes through TCP is anybody, though the socket was called the control socket")
    func tcp() async throws {
        let origin = try await self.origin { promise in
            let door = try await self.server(promise).bind(host: "127.0.0.1", port: 0).get()
            let address = try #require(door.localAddress)
            return [door, try await ClientBootstrap(group: self.group).connect(to: address).get()]
        }
        #expect(origin == .network)
    }

    @Test("a channel without a socket is anybody too")
    func embedded() throws {
        let channel = EmbeddedChannel()
        #expect(PeerCredentials.origin(of: channel) == .network)
        _ = try channel.finish()
    }
}
