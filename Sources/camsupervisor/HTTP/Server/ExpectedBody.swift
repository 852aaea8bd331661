import HTTPTypes
import Hummingbird
import NIOCore

/// The body of a request with `Expect: 100-continue`: its client sends it when told to go on, which happens when somebody asks
/// for its first piece (RFC 9110 §10.1.1).
///
/// So what is refused by its header costs no upload; and without it `curl` waits a second before each picture above 1 MiB.
struct ExpectedBody: AsyncSequence, Sendable {
    /// An outbound event: the client may go on, which ``ConnectionWish`` writes.
    struct GoOn: Sendable {}

    let body: RequestBody
    let channel: any Channel

    /// The request with such a body, when its header says so.
    static func awaited(_ request: Request, on channel: any Channel) -> Request {
        guard request.headers[.expect]?.lowercased() == "100-continue" else { return request }
        return Request(
            head: request.head,
            body: RequestBody(asyncSequence: ExpectedBody(body: request.body, channel: channel))
        )
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(channel: self.channel, pieces: self.body.makeAsyncIterator())
    }

    struct Iterator: AsyncIteratorProtocol {
        let channel: any Channel
        var pieces: RequestBody.AsyncIterator
        private var isAsked = false

        init(channel: any Channel, pieces: RequestBody.AsyncIterator) {
            self.channel = channel
            self.pieces = pieces
        }

        @concurrent
        mutating func next() async throws -> ByteBuffer? {
            if !self.isAsked {
                self.isAsked = true
                self.channel.triggerUserOutboundEvent(GoOn(), promise: nil)
            }
            return try await self.pieces.next()
        }
    }
}
