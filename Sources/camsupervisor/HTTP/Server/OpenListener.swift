import CLinux
import Glibc
import NIOCore

/// A bound socket: accepts connections and serves each in a task of its own.
struct OpenListener: Sendable {
    /// `nil` for a connection that was turned away.
    typealias Accepted = HTTPConnections.Connection?
    typealias Door = NIOAsyncChannel<Accepted, Never>

    /// For answers that are under way when the listener ends.
    private static let grace = Duration.seconds(1)

    /// An accepted connection goes to its loop and back twice before it is ours: for its options, and for its pipeline
    /// (NIO's `ServerBootstrap`).
    private static let roundsOfSetUp = 2

    let channel: Door
    let connections: HTTPConnections
    /// Where connections live.
    let loops: any EventLoopGroup
    let description: String

    /// Serves until ``end()``, and until the connections there are have ended or ``grace`` is over.
    ///
    /// Never by cancellation of the accepting loop: connections that were accepted and wait in its buffer would be
    /// dropped unserved, which NIO rightly calls a mistake of the program (tried: it traps).
    func serve() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.serveAll() }
            group.addTask {
                try? await self.channel.channel.closeFuture.get()
                try? await Task.sleep(for: Self.grace)
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Accepts who is in its queue and nobody new, when another listener is open at an overlapping address: what is in the
    /// queue of a socket that closes is reset (seen as one in 400 connections under load).
    ///
    /// Not for a socket that somebody else will listen on.
    func drain() async {
        let channel = self.channel.channel
        let isEmpty: @Sendable () -> Bool = {
            let found = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { descriptor in
                linux_shut_queue(descriptor) < 0 || !linux_has_waiting(descriptor)
            }
            return found ?? true
        }
        for _ in 0..<Self.mostRounds {
            guard (try? await channel.eventLoop.submit(isEmpty).get()) == false else { return }
        }
    }

    /// Of the listener's loop, each of which accepts some; a full queue takes thirty.
    private static let mostRounds = 1_000

    /// Accepts nothing more; returns when whoever was accepted is being served.
    ///
    /// Connections in the socket's own queue stay there for who listens next.
    func end() async {
        let channel = self.channel.channel
        // Not closed at once: a connection whose pipeline is being built on another loop would find the listener gone
        // and be closed unanswered (seen as one in a hundred under load). So: no more accepting, then wait until every
        // loop has done what was handed to it, and the listener's own loop what came back.
        try? await channel.setOption(.autoRead, value: false).get()
        for _ in 0..<Self.roundsOfSetUp {
            for loop in self.loops.makeIterator() { try? await loop.submit {}.get() }
            try? await channel.eventLoop.submit {}.get()
        }
        // Waited for: the address may be asked for again with the next reload.
        try? await channel.close().get()
    }

    /// SO_REUSEPORT, socket(7).
    static let portSharing = ChannelOptions.Types.SocketOption(level: .socket, name: .init(rawValue: SO_REUSEPORT))

    /// Lets another socket of ours open at an overlapping address (`0.0.0.0:8124` beside `127.0.0.1:8124`), or no longer.
    ///
    /// For the moment of a change only: for good, any program of our user could take a part of our connections.
    func sharePort(_ isShared: Bool) async throws {
        try await self.channel.channel.setOption(Self.portSharing, value: isShared ? 1 : 0).get()
    }

    private func serveAll() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await self.channel.executeThenClose { inbound in
                for try await connection in inbound {
                    guard let connection else { continue }
                    // On its own loop: from the shared pool each piece of a body would wake a thread and come back.
                    let executor = EventLoopExecutor(eventLoop: connection.channel.eventLoop)
                    group.addTask(executorPreference: executor) { await self.connections.serve(connection) }
                }
            }
        }
    }
}
