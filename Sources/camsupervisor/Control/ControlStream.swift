import CLinux
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Shared

/// The command line's side of a stream over the control socket: bytes as they come, no faster than they are taken.
struct ControlStream: Sendable {
    let path: String

    /// How it ended.
    enum End: Sendable {
        case refused(ControlClient.Answer)
        /// It ended as it should.
        case finished
        /// Whoever took the bytes wants no more.
        case stopped
        /// The supervisor went away.
        case cut(String)
    }

    /// Longest words of a refusal, bytes.
    private static let longestRefusal = 64 * 1024

    /// Asks, and hands over what comes until it ends.
    ///
    /// - Parameter take: returns whether it wants more.
    func read(
        _ target: String,
        headers: [(String, String)],
        take: (ByteBuffer) -> Bool
    ) async throws(ControlClient.Failure) -> End {
        let connection = try await self.connect()
        do {
            return try await connection.executeThenClose { answers, requests in
                var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target)
                head.headers = HTTPHeaders([("Host", "localhost"), ("Connection", "close")] + headers)
                try await requests.write(.head(head))
                try await requests.write(.end(nil))
                var status = 0
                var refusal = ByteBuffer()
                for try await part in answers {
                    switch part {
                    case .head(let head): status = Int(head.status.code)
                    case .body(let bytes) where status == 200: if !take(bytes) { return .stopped }
                    case .body(var bytes):
                        if refusal.readableBytes < Self.longestRefusal { refusal.writeBuffer(&bytes) }
                    case .end:
                        return status == 200 ? .finished : .refused(.init(status: status, body: refusal))
                    }
                }
                return .cut("the connection closed")
            }
        } catch is HTTPParserError {
            return .cut("the connection closed in the middle of the stream")
        } catch {
            return .cut(error.socketWords)
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect() async throws(ControlClient.Failure) -> Connection {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: self.path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            if (error as? IOError)?.errnoCode == EACCES { throw .noPermission(path: self.path) }
            throw .cannotConnect(path: self.path, reason: error.socketWords)
        }
    }
}
