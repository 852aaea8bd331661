import Logging
import Synchronization

/// A log that keeps its lines for a test to read.
final class RecordedLog: LogHandler {
    struct Line: Sendable, Hashable {
        var level: Logger.Level
        var text: String
        /// Texts of the metadata.
        var fields: [String: String]
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { self.kept.withLock { $0 } }
    var texts: [String] { self.lines.map(\.text) }
    var logger: Logger { Logger(label: "test") { _ in self } }

    func count(of level: Logger.Level) -> Int { self.lines.count { $0.level == level } }

    func log(event: LogEvent) {
        let line = Line(
            level: event.level,
            text: "\(event.message)",
            fields: (event.metadata ?? [:]).mapValues { "\($0)" }
        )
        self.kept.withLock { $0.append(line) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
