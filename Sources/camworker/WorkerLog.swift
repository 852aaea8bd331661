internal import CLinux
internal import IPC
internal import Shared
internal import Synchronization

/// Log lines on standard error, `<level> <text>`; the supervisor drains, limits and redacts them.
enum WorkerLog {
    /// Longest line, bytes: what a pipe takes in one piece (PIPE_BUF), so that poll's word about it can be trusted.
    private static let longestLine = 4096

    /// Of what only this process knows; `nil` while there is nothing.
    private static let redaction = Mutex<Redaction?>(nil)

    /// Masks these secrets in every line to come.
    static func hide(_ secrets: Redaction?) {
        self.redaction.withLock { $0 = secrets }
    }

    static func write(_ level: LogLine.Level, _ text: String) {
        let shown = self.redaction.withLock { $0 }?.apply(to: text) ?? text
        let flat = shown.split(whereSeparator: \.isNewline).joined(separator: " | ")
        self.writeRaw("\(level.rawValue) \(flat)\n")
    }

    /// Writes if that does not block: a supervisor that lags must not stop the loop, and a lost line is the smaller harm.
    static func writeRaw(_ text: String) {
        var bytes = Array(text.utf8)
        if bytes.count > self.longestLine {
            bytes.removeLast(bytes.count - self.longestLine + 1)
            bytes.append(UInt8(ascii: "\n"))
        }
        var poller = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&poller, 1, 0) == 1, Int32(poller.revents) & POLLOUT != 0 else { return }
        _ = CLinux.write(STDERR_FILENO, bytes, bytes.count)
    }
}
