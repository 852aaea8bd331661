import CLinux
import IPC
import Logging
import Shared

/// swift-log to standard error, one line per fact: `2026-11-21T02:41:07Z warning front_door: camera is offline …`.
///
/// Under systemd (`JOURNAL_STREAM` set) the time is left to the journal and the level becomes a `<n>` prefix, which
/// journald takes as the priority.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let forJournal: Bool

    init(level: Logger.Level, forJournal: Bool) {
        self.logLevel = level
        self.forJournal = forJournal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = self.line(event.level, "\(event.message)", event.metadata ?? [:], at: .now())
        // One write per line: lines of several threads do not mix, and a full pipe is the reader's doing.
        line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }

    /// The whole line with its end.
    ///
    /// Nothing in it can look like another one, whoever chose the words.
    func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, at time: WallTime) -> String {
        var fields = self.metadata.merging(metadata) { $1 }
        let camera = fields.removeValue(forKey: "camera").map { "\($0): " } ?? ""
        let rest = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let text = "\(camera)\(message)\(rest)".printable
        return self.forJournal ? "<\(Self.priority(of: level))>\(text)\n" : "\(Timestamp(time)) \(level) \(text)\n"
    }

    /// syslog(3) priorities.
    private static func priority(of level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
