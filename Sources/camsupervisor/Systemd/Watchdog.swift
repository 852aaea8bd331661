import NIOCore
import Shared

/// Feeds systemd's watchdog, and only when every loop has answered: a free-running timer would prove nothing.
struct Watchdog: Sendable {
    let notifier: Notifier
    let data: any EventLoopGroup

    /// Until cancelled; at once when there is no watchdog.
    func run() async {
        guard let interval = self.notifier.watchdogInterval else { return }
        while !Task.isCancelled {
            for loop in self.data.makeIterator() {
                _ = try? await loop.submit {}.get()
            }
            self.notifier.watchdog()
            try? await Task.sleep(for: interval)
        }
    }
}
