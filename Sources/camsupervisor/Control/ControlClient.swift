import CLinux
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Shared

/// The command line's side of the control socket: one request, one answer.
struct ControlClient: Sendable {
    /// Longest answer taken, bytes: a picture, or the document of a thousand cameras.
    static let maximumAnswer = Limits.picture + 1024 * 1024

    let path: String
    /// For the whole exchange: a fresh still may take 10 s.
    var patience = Duration.seconds(20)

    struct Answer: Sendable {
        var status: Int
        var body: ByteBuffer
    }

    enum Failure: Error, CustomStringConvertible {
        case cannotConnect(path: String, reason: String)
        case noPermission(path: String)
        case noAnswer(path: String, reason: String)

        var description: String {
            switch self {
            case .cannotConnect(let path, let reason):
                "no supervisor answers at \(path): \(reason) (is it running? name its socket with --socket)"
            case .noPermission(let path):
                "no permission for \(path): its group may command the supervisor"
            case .noAnswer(let path, let reason):
                "the supervisor at \(path) did not answer: \(reason)"
            }
        }
    }

    /// - Parameter body: JSON.
    func send(
        _ method: HTTPMethod,
        _ target: String,
        body: ByteBuffer = ByteBuffer()
    ) async throws(Failure) -> Answer {
        let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Answer.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: promise.futureResult.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(AnswerCollector(promise: promise))
                    }
                }
                .connect(unixDomainSocketPath: self.path)
                .get()
        } catch {
            promise.fail(error)
            if (error as? IOError)?.errnoCode == EACCES { throw .noPermission(path: self.path) }
            throw .cannotConnect(path: self.path, reason: error.socketWords)
        }
        let timeout = channel.eventLoop.scheduleTask(in: TimeAmount(self.patience)) {
            promise.fail(Silence(patience: self.patience))
        }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target)
        head.headers = ["Host": "localhost", "Connection": "close", "Content-Length": "\(body.readableBytes)"]
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if body.readableBytes > 0 { channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil) }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        do {
            return try await promise.futureResult.get()
        } catch {
            throw .noAnswer(path: self.path, reason: Self.words(for: error))
        }
    }

    private static func words(for error: any Error) -> String {
        guard let broken = error as? HTTPParserError else { return "\(error)" }
        return broken == .invalidEOFState ? "\(Cut())" : "what came is no HTTP (\(broken))"
    }

    fileprivate struct Cut: Error, CustomStringConvertible {
        var description: String { "the connection closed in the middle of the answer" }
    }

    private struct Silence: Error, CustomStringConvertible {
        var patience: Duration
        var description: String { "nothing came for \(self.patience.forPeople)" }
    }
}

/// Collects one answer.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private struct TooLong: Error, CustomStringConvertible {
        var description: String { "the answer is longer than \(ControlClient.maximumAnswer) bytes" }
    }
    private let promise: EventLoopPromise<ControlClient.Answer>
    private var answer = ControlClient.Answer(status: 0, body: ByteBuffer())

    init(promise: EventLoopPromise<ControlClient.Answer>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.answer.status = Int(head.status.code)
        case .body(var piece):
            self.answer.body.writeBuffer(&piece)
            if self.answer.body.readableBytes > ControlClient.maximumAnswer { self.promise.fail(TooLong()) }
        case .end:
            self.promise.succeed(self.answer)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.promise.fail(ControlClient.Cut())
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.promise.fail(error)
        context.close(promise: nil)
    }
}
