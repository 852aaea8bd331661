import IPC
import Logging
import Shared

/// swift-log to ``LogSink``.
struct RecordLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let sink: LogSink
    private let recent: RecentLog?

    init(level: Logger.Level, sink: LogSink, recent: RecentLog? = nil) {
        self.logLevel = level
        self.sink = sink
        self.recent = recent
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
        let record = LogRecord(event.level, "\(event.message)", metadata, at: .now())
        self.sink.write(record)
        // Every request is a line of the lowest levels, and would push out what somebody looks for.
        if event.level >= .info { self.recent?.add(record.line(.text)) }
    }
}
