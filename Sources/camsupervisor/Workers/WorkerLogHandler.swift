import IPC
import Logging
import NIOCore
import Shared

/// Reads a worker's standard error for as long as anybody holds its write end.
final class WorkerLogHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// A line and how loud it is: workers begin a line with `<level> `, libraries do not.
    struct Line: Sendable {
        var level: Logger.Level
        var text: String

        init(_ raw: String) {
            guard let space = raw.firstIndex(of: " "), let level = LogLine.Level(rawValue: String(raw[..<space]))
            else {
                self.level = .notice
                self.text = raw
                return
            }
            self.level = Logger.Level(level)
            self.text = String(raw[raw.index(after: space)...])
        }
    }

    private var log: WorkerLog
    private let deliver: @Sendable (Line) -> Void

    init(log: WorkerLog, deliver: @escaping @Sendable (Line) -> Void) {
        self.log = log
        self.deliver = deliver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for line in self.log.feed(self.unwrapInboundIn(data).readableBytesView, at: .now()) {
            self.deliver(Line(line))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        for line in self.log.finish(at: .now()) { self.deliver(Line(line)) }
    }
}
