import IPC
import Shared

/// What a ``StreamViewer``'s thread does.
struct Watch: Sendable {
    enum Observation {
        case connected(StreamSocket)
        case head(HTTPResponseHead)
        case part(MultipartReader.Part)
    }

    var endpoint: Endpoint
    var target: String
    var fields: HTTPFields
    var pause: Duration
    var patience: Duration

    /// Watches until the stream ends or `note` says false; returns why it ended.
    func run(receiveBuffer: Int32?, _ note: (Observation) -> Bool) throws -> String {
        let connection = try HTTPConnection(to: self.endpoint, timeout: self.patience, receiveBuffer: receiveBuffer)
        guard note(.connected(connection.socket)) else { return "stopped" }
        try connection.send(HTTPRequest("GET", self.target, fields: self.fields))
        let head = try connection.readHead()
        guard note(.head(head)) else { return "stopped" }
        guard head.status == 200 else { return "the server answered \(head.status)" }
        let reader = try MultipartReader(connection, head: head)
        while let part = try reader.nextPart() {
            guard note(.part(part)) else { return "stopped" }
            if self.pause > .zero { _ = connection.socket.waitForDisconnect(until: MonotonicTime.now() + self.pause) }
        }
        return "the server closed the stream"
    }
}
