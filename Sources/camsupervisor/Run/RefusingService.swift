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
        let watchdog = Task { await Watchdog(notifier: notifier, data: group).run() }
        var doors: [any Channel] = []
        let isReload = await withTaskGroup(of: Void.self) { tasks in
            for socket in self.sockets.http + self.sockets.control {
                do {
                    let channel = try await self.open(dup(socket), group)
                    doors.append(channel.channel)
                    tasks.addTask { await self.serve(channel) }
                } catch {
                    self.logger.error("an inherited socket cannot be used: \(error)")
                }
            }
            var isReload = false
            for await signal in signals {
                isReload = signal == .sighup
                break
            }
            for door in doors { door.close(promise: nil) }
            return isReload
        }
        watchdog.cancel()
        if !isReload { notifier.stopping() }
        try? await group.shutdownGracefully()
        return isReload
    }

    private typealias Door = NIOAsyncChannel<HTTP1Channel.Value, Never>

    private var http: HTTP1Channel {
        HTTP1Channel(
            responder: { request, writer, _ in
                let response = self.answer(request)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(idleTimeout: .seconds(10))
        )
    }

    private func open(_ socket: Int32, _ group: any EventLoopGroup) async throws -> Door {
        let http = self.http
        return try await ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(socket) { http.setup(channel: $0, logger: self.logger) }
    }

    /// Until the door is closed; then connections that are left are ended.
    private func serve(_ door: Door) async {
        let http = self.http
        do {
            try await withThrowingDiscardingTaskGroup { tasks in
                try await door.executeThenClose { inbound in
                    for try await connection in inbound {
                        tasks.addTask { await http.handle(value: connection, logger: self.logger) }
                    }
                }
                tasks.cancelAll()
            }
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
