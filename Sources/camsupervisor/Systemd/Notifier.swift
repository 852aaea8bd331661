import CLinux
import CSystemd
import Glibc

/// sd_notify(3): what the service manager is told.
///
/// Without one (no `NOTIFY_SOCKET`) every call does nothing.
struct Notifier: Sendable {
    func ready(status: String) {
        self.send("READY=1\nSTATUS=\(status)")
    }

    /// The configuration is being read again; ``ready(status:)`` follows, whatever came of it.
    ///
    /// With the time systemd 253 wants (`Type=notify-reload`); earlier ones take no notice of it.
    func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        self.send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)\nSTATUS=reloading")
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
