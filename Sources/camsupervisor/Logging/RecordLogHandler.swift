import IPC
import Logging
import Shared

/// swift-log to ``LogSink``.
struct RecordLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let sink: LogSink

    init(level: Logger.Level, sink: LogSink) {
        self.logLevel = level
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
        self.sink.write(LogRecord(event.level, "\(event.message)", metadata, at: .now()))
    }
}
