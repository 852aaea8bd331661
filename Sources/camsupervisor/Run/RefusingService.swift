import CLinux
import Logging
import NIOCore
import NIOPosix
import Shared
import UnixSignals

/// What stands in while the configuration is unusable and the sockets are systemd's: `/livez` answers, everything else is
/// 503 with the first error in words, until a reload.
struct RefusingService: Sendable {
    let error: String
    let sockets: InheritedSockets
    let logger: Logger
    /// Reads the configuration again, for a reload by command; `nil` where only SIGHUP is listened to.
    var load: (@Sendable () -> LoadedConfiguration)?
    /// The cameras that are remembered to be off.
    var switchedOff: @Sendable () -> Set<CameraID> = { [] }
    /// What a reload by command does when the file is mended: as if somebody had sent SIGHUP.
    var begin: @Sendable () -> Void = { kill(getpid(), SIGHUP) }

    /// - Returns: `true` when the configuration is to be read again, `false` when the service is to end.
    func run(until signals: some AsyncSequence<UnixSignal, Never> & Sendable) async -> Bool {
        let notifier = Notifier()
        notifier.ready(status: "unusable configuration: \(self.error)")
        self.logger.log(
            .configurationRefused,
            .critical,
            "serving errors only until the configuration is mended and the service reloaded"
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let watchdog = Task { await Watchdog(notifier: notifier, data: group).run() }
        let listeners = await self.listen(on: group)
        let isReload = await withTaskGroup(of: Void.self) { tasks in
            for listener in listeners { tasks.addTask { await self.serve(listener) } }
            var isReload = false
            for await signal in signals {
                isReload = signal == .sighup
                break
            }
            for listener in listeners { await listener.end() }
            return isReload
        }
        watchdog.cancel()
        if !isReload { notifier.stopping() }
        try? await group.shutdownGracefully()
        return isReload
    }

    private func listen(on group: any EventLoopGroup) async -> [OpenListener] {
        let limit = ConnectionLimit(maximum: Self.maximumConnections)
        var listeners: [OpenListener] = []
        let reload = self.load.map { load in
            RefusedReload(load: load, sockets: self.sockets, switchedOff: self.switchedOff, begin: self.begin)
        }
        let sockets = self.sockets.http.map { ($0, nil) } + self.sockets.control.map { ($0, reload) }
        for (socket, reload) in sockets {
            let listener = Listener(
                source: .inherited(dup(socket)),
                group: group,
                connections: .refusing(because: self.error, logger: self.logger, reload: reload),
                limit: limit,
                logger: self.logger
            )
            do {
                listeners.append(try await listener.bind())
            } catch {
                self.logger.log(.listenerFailed, .error, "an inherited socket cannot be used: \(error)")
            }
        }
        return listeners
    }

    private func serve(_ listener: OpenListener) async {
        do {
            try await listener.serve()
        } catch {
            self.logger.log(.listenerFailed, .error, "listener \(listener.description): \(error)")
        }
    }

    /// Below the descriptors that every process may have; everybody is turned away within a moment.
    private static let maximumConnections = 512
}
