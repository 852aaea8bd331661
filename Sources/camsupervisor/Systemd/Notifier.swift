import CSystemd

/// sd_notify(3): what the service manager is told.
///
/// Without one (no `NOTIFY_SOCKET`) every call does nothing.
struct Notifier: Sendable {
    func ready(status: String) {
        self.send("READY=1\nSTATUS=\(status)")
    }

    func status(_ text: String) {
        self.send("STATUS=\(text)")
    }

    func stopping() {
        self.send("STOPPING=1\nSTATUS=stopping workers")
    }

    func watchdog() {
        self.send("WATCHDOG=1")
    }

    /// How often the watchdog wants to hear from us: half its limit; `nil` when there is none.
    var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds / 2))
    }

    private func send(_ text: String) {
        _ = sd_notify(0, text)
    }
}
