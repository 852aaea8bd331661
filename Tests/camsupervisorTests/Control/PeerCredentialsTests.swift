import CLinux
import HTTPTypes
import IPC
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
        // A client may have seen its server close.
        for channel in channels { try? await channel.close() }
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

    @Test("the other end of a Unix socket is who made it")
    func known() throws {
        let (ours, theirs) = try SocketPair().split()
        defer { close(theirs) }
        let socket = OwnedDescriptor(ours)
        #expect(PeerCredentials.origin(ofSocket: socket.rawValue) == .control(uid: getuid(), pid: getpid()))
    }

    @Test("what is no socket of the kernel's is nobody, and nobody may nothing")
    func unknown() throws {
        let file = OwnedDescriptor(linux_open("/dev/null", O_RDONLY))
        #expect(PeerCredentials.origin(ofSocket: file.rawValue) == .unknown)
        #expect(PeerCredentials.origin(of: EmbeddedChannel()) == .unknown)
        let request = HTTPRequest(method: .get, scheme: nil, authority: "localhost", path: "/api/v1/cameras")
        let secret = AccessPolicy.Demand(permission: .control, carriesOwnSecret: true)
        for demand in [AccessPolicy.Demand(permission: .view), secret] {
            let decision = AccessPolicy(tokens: []).decide(request, origin: .unknown, demand: demand)
            guard case .forbidden(let reason) = decision else {
                Issue.record("\(decision)")
                continue
            }
            #expect(reason.contains("did not say who"))
        }
    }
}
