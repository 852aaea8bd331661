import NIOCore
import NIOPosix
import Synchronization

/// Answers whatever comes through a Unix socket with the same bytes.
final class CannedServer: Sendable {
    private let door: any Channel
    private let heard: Heard

    /// - Parameters:
    ///   - answer: sent when the empty line of a request has come; `nil` says nothing for ever.
    ///   - closes: whether the connection ends with it.
    init(path: String, answer: [UInt8]?, closes: Bool) async throws {
        let heard = Heard()
        self.heard = heard
        self.door = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Answerer(heard: heard, answer: answer, closes: closes)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(unixDomainSocketPath: path)
            .get()
    }

    deinit { self.door.close(promise: nil) }

    /// All that was said to it.
    var request: String { self.heard.text.withLock { $0 } }

    private final class Heard: Sendable {
        let text = Mutex("")
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let heard: Heard
        private let answer: [UInt8]?
        private let closes: Bool

        init(heard: Heard, answer: [UInt8]?, closes: Bool) {
            self.heard = heard
            self.answer = answer
            self.closes = closes
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let piece = String(buffer: self.unwrapInboundIn(data))
            let isWhole = self.heard.text.withLock { text in
                text += piece
                return text.hasSuffix("\r\n\r\n")
            }
            guard isWhole, let answer = self.answer else { return }
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
            if self.closes { context.close(promise: nil) }
        }
    }
}
