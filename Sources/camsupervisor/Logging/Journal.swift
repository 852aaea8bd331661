import CLinux
import IPC
import Logging
import Shared
import Synchronization

/// The way to journald that never waits.
///
/// Not `sd_journal_sendv`: its socket blocks, so a journald that stands still would stop supervision and every stream.
/// Here a line that finds no room is lost and counted, and the count is the next line.
final class Journal: Sendable {
    static let standardPath = "/run/systemd/journal/socket"

    private let socket: Int32
    private let path: String
    private let lost = Mutex(0)

    /// `nil` when there can be no such socket.
    init?(path: String = Journal.standardPath) {
        self.socket = linux_datagram_socket()
        self.path = path
        if self.socket < 0 { return nil }
    }

    deinit {
        close(self.socket)
    }

    /// - Returns: whether it is dealt with: written, or lost because the journal takes no more.
    ///
    ///   `false` when nobody is there.
    func write(_ record: LogRecord) -> Bool {
        let outcome = self.send(record)
        switch outcome {
        case 0:
            self.accountForLost(at: record.time)
            return true
        case -EAGAIN, -ENOBUFS, -EMSGSIZE:
            self.lost.withLock { $0 += 1 }
            return true
        default:
            return false
        }
    }

    private func accountForLost(at time: WallTime) {
        let count = self.lost.withLock { lost in
            defer { lost = 0 }
            return lost
        }
        guard count > 0 else { return }
        let words = "\(count) lines before this one were lost, because the journal took no more"
        let metadata: Logger.Metadata = [
            LoggedEvent.metadataKey: .stringConvertible(LoggedEvent.logSuppressed), "count": "\(count)",
        ]
        guard self.send(LogRecord(.warning, words, metadata, at: time)) != 0 else { return }
        self.lost.withLock { $0 += count }
    }

    private func send(_ record: LogRecord) -> Int32 {
        JournalEntry.encode(record).withUnsafeBytes {
            linux_send_datagram(self.socket, self.path, $0.baseAddress, $0.count)
        }
    }
}
