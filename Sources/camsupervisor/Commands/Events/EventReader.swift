import CLinux
import NIOCore
import Shared

/// Bytes of the event stream to lines on standard output; remembers what it has seen.
struct EventReader {
    private let isJSON: Bool
    private var messages = ServerSentEvents()
    private var last: String?
    /// Whether a supervisor has answered.
    private(set) var hasBegun = false

    /// Bytes and values of an event.
    private static let bounds = JSONBounds(bytes: ServerSentEvents.longest, depth: 24, values: 100_000)

    init(isJSON: Bool) {
        self.isJSON = isJSON
    }

    /// What tells the supervisor which events are there already.
    var headers: [(String, String)] { self.last.map { [("Last-Event-ID", $0)] } ?? [] }

    /// The connection is gone, and with it half a message.
    mutating func cut() {
        self.messages = ServerSentEvents()
    }

    /// - Returns: `false` when nobody reads what is written, or nothing can be made of what comes.
    mutating func take(_ bytes: ByteBuffer) -> Bool {
        self.hasBegun = true
        do throws(ServerSentEvents.TooLong) {
            for message in try self.messages.feed(bytes) {
                guard let id = message.id else { continue }
                self.last = id
                if let line = self.line(message.data), !Self.write(line) { return false }
            }
            return true
        } catch {
            StandardError.write("camsupervisor: \(error)")
            return false
        }
    }

    private func line(_ text: String) -> String? {
        guard !self.isJSON else { return text }
        guard let json = try? JSONReader.read(Array(text.utf8), within: Self.bounds) else { return nil }
        return EventLine.text(of: json)
    }

    /// At once: whoever follows waits for it.
    private static func write(_ line: String) -> Bool {
        let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { CLinux.write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
