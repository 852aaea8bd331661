import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as the caller gets it: `application/problem+json` (RFC 9457), with words that say what to do.
struct Problem: HTTPResponseError {
    var status: HTTPResponse.Status
    /// One sentence, without secrets.
    var detail: String
    /// Seconds, for `Retry-After`.
    var retryAfter: Int?
    var allow: String?

    init(_ status: HTTPResponse.Status, _ detail: String, retryAfter: Int? = nil, allow: String? = nil) {
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
        self.allow = allow
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        self.response
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        if let allow { headers[.allow] = allow }
        if self.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"camsupervisor\"" }
        headers[.cacheControl] = "no-store"
        let body = JSONBody.encode(
            Document(title: self.status.reasonPhrase, status: self.status.code, detail: self.detail)
        )
        return Response(status: self.status, headers: headers, body: .init(byteBuffer: body))
    }

    /// For whoever still waits when the service ends; the next one is a moment away, if there is one.
    static let shuttingDown = Problem(.serviceUnavailable, "the supervisor is shutting down", retryAfter: 1)

    private struct Document: Encodable {
        var title: String
        var status: Int
        var detail: String
    }
}

/// JSON bodies of ours.
enum JSONBody {
    static func encode(_ value: some Encodable) -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return ByteBuffer(bytes: try encoder.encode(value))
        } catch {
            preconditionFailure("our own documents encode: \(error)")
        }
    }

    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: Self.encode(value))
        )
    }
}
