import NIOCore
import Shared

/// What became of a call, as the API answers and the command line says it.
///
/// Pure.
struct CallOutcome: Sendable {
    struct Result: Sendable {
        var entity: String
        var status: Int
        var message: String
    }

    var status: Int
    /// Why it failed; empty when it did not.
    var message: String
    /// Of each entity, when some failed.
    var results: [Result]
    /// The states that are different since, by entity.
    var changed: [(entity: String, state: String)]
    /// What the service answers, by entity.
    var responses: [(entity: String, response: JSONValue)]

    /// Bytes and values of the answer: the states of a thousand entities.
    private static let bounds = JSONBounds(bytes: 64 * 1024 * 1024, depth: 16, values: 2_000_000)

    init(status: Int, _ body: ByteBuffer) throws(JSONError) {
        let document: JSONValue =
            body.readableBytes == 0 ? .null : try JSONReader.read([UInt8](body.readableBytesView), within: Self.bounds)
        self.status = status
        // A problem document where the request itself was refused.
        self.message = document["message"]?.text ?? document["detail"]?.text ?? (status < 300 ? "" : "status \(status)")
        self.results = (document["results"]?.list ?? []).map { result in
            Result(
                entity: result["entity_id"]?.text ?? "",
                status: result["status"].flatMap { if case .integer(let status) = $0 { status } else { nil } } ?? 0,
                message: result["message"]?.text ?? ""
            )
        }
        self.changed = (document.list ?? document["changed_states"]?.list ?? []).map { state in
            (state["entity_id"]?.text ?? "", state["state"]?.text ?? "")
        }
        self.responses = (document["service_response"]?.object ?? [:]).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    var isDone: Bool { 200..<300 ~= self.status }

    /// Whether the mistake is in what was typed; what a move needs is known to the camera's worker alone.
    var isWrongCall: Bool { self.status == 400 && self.results.allSatisfy { $0.status == 400 } }

    /// A line for each entity, and those that changed with it.
    func lines(for entities: [String]) -> [String] {
        guard self.isDone else {
            guard self.results.count > 1 else { return [] }
            return self.results.map { result in
                200..<300 ~= result.status
                    ? "\(result.entity): done" : "\(result.entity): \(result.message) (\(result.status))"
            }
        }
        let answers = self.responses.map { "\($0.entity): \(JSONWriter.text(of: $0.response))" }
        let done = answers.isEmpty ? entities.map { "\($0): done" } : answers
        return done + self.changed.map { "  \($0.entity) is \($0.state)" }
    }
}
