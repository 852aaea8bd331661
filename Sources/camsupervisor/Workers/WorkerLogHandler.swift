import IPC
import Logging
import NIOCore
import Shared

/// Reads a worker's standard error for as long as anybody holds its write end, and no faster than ``WorkerLog`` allows.
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
        let now = MonotonicTime.now()
        let lines = self.unwrapInboundIn(data).withUnsafeReadableBytes { self.log.feed($0, at: now) }
        for line in lines { self.deliver(Line(line)) }
        if let pause = self.log.pause(at: now) { self.stopReading(context, for: pause) }
    }

    /// The pipe fills, and whoever writes so much waits.
    private func stopReading(_ context: ChannelHandlerContext, for pause: Duration) {
        let channel = context.channel
        guard let options = channel.syncOptions, (try? options.getOption(.autoRead)) == true else { return }
        try? options.setOption(.autoRead, value: false)
        context.eventLoop.scheduleTask(in: TimeAmount(pause)) {
            try? channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        for line in self.log.finish(at: .now()) { self.deliver(Line(line)) }
    }
}
