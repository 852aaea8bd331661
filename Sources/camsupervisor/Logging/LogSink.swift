import CLinux
import Glibc

/// Where lines go.
enum LogSink: Sendable {
    case standardError(LogFormat)
    case journal(Journal)

    /// The journal when standard error is connected to it (systemd.exec(5), `JOURNAL_STREAM`), unless a format was asked for.
    static func chosen(format: LogFormat?, journalStream: String?) -> LogSink {
        guard format == nil, let journalStream, Self.isStandardError(journalStream), let journal = Journal() else {
            return .standardError(format ?? .text)
        }
        return .journal(journal)
    }

    func write(_ record: LogRecord) {
        switch self {
        case .standardError(let format): Self.write(record.line(format))
        case .journal(let journal):
            // Without the socket there is still what systemd made of standard error.
            if !journal.write(record) { Self.write(record.lineForJournal) }
        }
    }

    /// One write per line: lines of several threads do not mix, and a full pipe is the reader's doing.
    private static func write(_ line: String) {
        var line = line
        line.withUTF8 { _ = CLinux.write(2, $0.baseAddress, $0.count) }
    }

    /// `DEVICE:INODE` of the stream; another one was inherited from somebody whose standard error we do not have.
    static func isStandardError(_ journalStream: String) -> Bool {
        var status = stat()
        guard fstat(2, &status) == 0 else { return false }
        return journalStream == "\(status.st_dev):\(status.st_ino)"
    }
}
