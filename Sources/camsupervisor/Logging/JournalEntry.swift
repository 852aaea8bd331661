import Logging

/// A record in journald's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): `NAME=value` lines in one datagram.
enum JournalEntry {
    /// Bytes of a value that are kept: far from what a datagram takes (212,992 by default), which would be refused whole.
    static let longestValue = 16 * 1024

    /// Names that say more than the metadata's own.
    private static let names = ["pid": "WORKER_PID", "path": "REQUEST_PATH", "reason": "REASON"]

    static func encode(_ record: LogRecord) -> [UInt8] {
        var entry: [UInt8] = []
        func add(_ name: String, _ value: String) {
            // Values hold no newline (``LogRecord``), so the form without a length always fits.
            entry += Array(name.utf8) + [UInt8(ascii: "=")] + value.utf8.prefix(Self.longestValue) + [0x0A]
        }
        add("MESSAGE", record.words)
        add("PRIORITY", "\(record.level.priority)")
        add("SYSLOG_IDENTIFIER", record.event == .workerLog ? "camworker" : "camsupervisor")
        if let event = record.event {
            add("MESSAGE_ID", event.messageID)
            add("EVENT", event.rawValue)
        }
        if let camera = record.camera { add("CAMERA", camera) }
        for (name, value) in record.fields { add(Self.names[name] ?? name.uppercased(), value) }
        return entry
    }
}
