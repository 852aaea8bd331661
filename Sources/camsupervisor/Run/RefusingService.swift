import CLinux
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOPosix
import UnixSignals

/// What stands in while the configuration is unusable and the sockets are systemd's: `/livez` answers, everything else is
/// 503 with the first error in words, until a reload.
struct RefusingService: Sendable {
    let error: String
    let sockets: InheritedSockets
    let logger: Logger

    /// - Returns: `true` when the configuration is to be read again, `false` when the service is to end.
    func run(until signals: UnixSignalsSequence) async -> Bool {
        let notifier = Notifier()
        notifier.ready(status: "unusable configuration: \(self.error)")
        self.logger.critical("serving errors only until the configuration is mended and the service reloaded")
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let isReload = await withTaskGroup(of: Void.self) { tasks in
            for socket in self.sockets.http + self.sockets.control {
                tasks.addTask { await self.serve(dup(socket), group) }
            }
            tasks.addTask {
                let control = ControlExecutor(eventLoop: group.next())
                await Watchdog(notifier: notifier, control: control, data: group).run()
            }
            var isReload = false
            for await signal in signals {
                isReload = signal == .sighup
                break
            }
            tasks.cancelAll()
            return isReload
        }
        if !isReload { notifier.stopping() }
        try? await group.shutdownGracefully()
        return isReload
    }

    private func serve(_ socket: Int32, _ group: any EventLoopGroup) async {
        let http = HTTP1Channel { request, writer, _ in
            let response = self.answer(request)
            try await writer.write(response: response.head, body: response.body)
        }
        do {
            let channel = try await ServerBootstrap(group: group)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(socket) { http.setup(channel: $0, logger: self.logger) }
            try await withThrowingDiscardingTaskGroup { tasks in
                try await channel.executeThenClose { inbound in
                    for try await connection in inbound {
                        tasks.addTask { await http.handle(value: connection, logger: self.logger) }
                    }
                }
            }
        } catch is CancellationError {
        } catch {
            self.logger.error("listener: \(error)")
        }
    }

    private func answer(_ request: Request) -> Response {
        if RequestTarget(request.head.path ?? "/").path == "/livez" {
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain"],
                body: .init(byteBuffer: .init(string: "ok\n"))
            )
        }
        return Problem(.serviceUnavailable, "unusable configuration: \(self.error)", retryAfter: 60).response
    }
}
