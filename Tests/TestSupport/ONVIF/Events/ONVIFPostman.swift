internal import Synchronization

/// Brings notifications to consumers, in their order, on a thread that ends when there is nothing to bring.
final class ONVIFPostman: Sendable {
    /// What became of a notification.
    struct Delivery: Sendable, Hashable {
        var consumer: String
        /// The HTTP status, `nil` when the consumer could not be reached.
        var status: Int?
    }

    private struct Letter: Sendable {
        var consumer: String
        var fields: HTTPFields
        var body: [UInt8]
    }

    private struct State {
        var letters: [Letter] = []
        var isOnItsWay = false
        var deliveries: [Delivery] = []
    }

    private let state = Mutex(State())
    /// For one of them; a consumer that takes longer has failed.
    private static let patience = Duration.seconds(20)

    var deliveries: [Delivery] { self.state.withLock { $0.deliveries } }

    func bring(_ message: SOAPEnvelope, to consumer: String) {
        let action = message.action.map { "; action=\"\($0)\"" } ?? ""
        let fields: HTTPFields = ["Content-Type": message.contentType + action, "Connection": "close"]
        let letter = Letter(consumer: consumer, fields: fields, body: Array(message.text.utf8))
        let mustStart = self.state.withLock { state in
            state.letters.append(letter)
            defer { state.isOnItsWay = true }
            return !state.isOnItsWay
        }
        if mustStart { startThread { self.work() } }
    }

    private func work() {
        while let letter = self.next() {
            let status = Self.post(letter)
            self.state.withLock { $0.deliveries.append(Delivery(consumer: letter.consumer, status: status)) }
        }
    }

    private func next() -> Letter? {
        self.state.withLock { state in
            guard state.letters.isEmpty else { return state.letters.removeFirst() }
            state.isOnItsWay = false
            return nil
        }
    }

    /// To a port of this machine only: a test's device tells nobody else.
    private static func post(_ letter: Letter) -> Int? {
        let rest = letter.consumer.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        let parts = authority.split(separator: ":")
        guard letter.consumer.hasPrefix("http://"), let host = parts.first, ["127.0.0.1", "localhost"].contains(host),
            let port = parts.count > 1 ? UInt16(parts[1]) : 80
        else { return nil }
        var fields = letter.fields
        fields["Host"] = String(authority)
        let target = rest.dropFirst(authority.count)
        let request = HTTPRequest("POST", target.isEmpty ? "/" : String(target), fields: fields, body: letter.body)
        let connection = try? HTTPConnection(to: .port(port), timeout: self.patience, receiveBuffer: nil)
        return (try? connection?.answer(to: request))?.status
    }
}
