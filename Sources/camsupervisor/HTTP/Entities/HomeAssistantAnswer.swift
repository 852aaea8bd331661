import HTTPTypes
import Hummingbird
import NIOCore
import Shared

/// Answers in Home Assistant's dialect: JSON, and `{"message": …}` where ours would have a problem document.
enum HomeAssistantAnswer {
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        self.json(JSONWriter.bytes(of: value), status: status)
    }

    static func message(_ words: String, status: HTTPResponse.Status = .ok) -> Response {
        self.json(["message": .text(words)], status: status)
    }

    /// A list whose elements write themselves.
    static func list<Element>(_ elements: [Element], _ write: (Element, inout JSONWriter) -> Void) -> Response {
        // What a state of a camera has.
        var writer = JSONWriter(capacity: 64 + elements.count * 512)
        writer.raw("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { writer.raw(",") }
            write(element, &writer)
        }
        writer.raw("]")
        return self.json(writer.bytes)
    }
}

/// A request's body as JSON, or what is answered instead.
struct RequestJSON: Sendable {
    /// `nil` for no body.
    var value: JSONValue?

    /// - Throws: a ``HomeAssistantRefusal`` that is to be answered.
    init(_ request: Request, within bounds: JSONBounds, words: String) async throws(HomeAssistantRefusal) {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: bounds.bytes)
        } catch is NIOTooManyBytesError {
            throw HomeAssistantRefusal(.contentTooLarge, "The body is longer than \(bounds.bytes) bytes.")
        } catch {
            throw HomeAssistantRefusal(.badRequest, "The body was cut short.")
        }
        guard body.readableBytes > 0 else { return }
        do throws(JSONError) {
            self.value = try JSONReader.read([UInt8](body.readableBytesView), within: bounds)
        } catch {
            // Home Assistant's words, and behind them why.
            throw HomeAssistantRefusal(.badRequest, "\(words) (\(error))")
        }
    }
}

/// Why a request is not followed, in Home Assistant's shape.
struct HomeAssistantRefusal: Error {
    var status: HTTPResponse.Status
    var message: String

    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }

    var response: Response { HomeAssistantAnswer.message(self.message, status: self.status) }
}
