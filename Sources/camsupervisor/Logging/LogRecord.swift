import Logging
import NIOCore
import Shared

/// One line of the log before it has a form.
///
/// Nothing in it can look like another line, or like another field, whoever chose the words.
struct LogRecord {
    let level: Logger.Level
    let message: String
    let camera: String?
    let event: LoggedEvent?
    /// The rest by name.
    let fields: [(name: String, value: String)]
    let time: WallTime

    /// What the message says in words already; only for formats that programs read.
    private static let forPrograms: Set<String> = ["camera_state", "exit_code", "exit_signal", "exit_kind", "count"]

    init(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, at time: WallTime) {
        var rest = metadata
        self.level = level
        self.message = message.printable
        self.time = time
        self.camera = rest.removeValue(forKey: "camera").map { "\($0)".printable }
        let event = rest.removeValue(forKey: LoggedEvent.metadataKey)
        if case .stringConvertible(let value) = event { self.event = value as? LoggedEvent } else { self.event = nil }
        self.fields = rest.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)".printable) }
    }

    /// `yard: camera is offline: no route pid=7`, for people.
    var words: String {
        let rest = self.fields.filter { !Self.forPrograms.contains($0.name) }
        return (self.camera.map { "\($0): " } ?? "") + self.message
            + rest.map { " \($0.name)=\($0.value)" }.joined()
    }

    /// In a form of ``LogFormat``, with its end.
    func line(_ format: LogFormat) -> String {
        switch format {
        case .text: "\(Timestamp(self.time)) \(self.level) \(self.words)\n"
        case .logfmt: self.pairs.map { "\($0)=\(Self.quoted($1))" }.joined(separator: " ") + "\n"
        case .json: String(buffer: JSONBody.encode(Dictionary(self.pairs) { first, _ in first })) + "\n"
        }
    }

    /// For a journal that can only be reached over standard error: sd-daemon(3)'s prefix carries the priority.
    var lineForJournal: String { "<\(self.level.priority)>\(self.words)\n" }

    /// Our own names first: a field cannot take their place.
    private var pairs: [(String, String)] {
        var pairs = [("time", "\(Timestamp(self.time))"), ("level", "\(self.level)")]
        if let event { pairs.append((LoggedEvent.metadataKey, event.rawValue)) }
        if let camera { pairs.append(("camera", camera)) }
        return pairs + [("message", self.message)] + self.fields
    }

    /// As logfmt's readers take it: bare when it is one plain word.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.allSatisfy { !" =\"\\".contains($0) }
        guard !isPlain else { return value }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension Logger.Level {
    /// syslog(3) priorities.
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
