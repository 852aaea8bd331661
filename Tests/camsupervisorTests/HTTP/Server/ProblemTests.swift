import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import camsupervisor

@Suite("Problem")
struct ProblemTests {
    /// Hummingbird and we both have this name.
    private static let retryAfter = HTTPField.Name.known("Retry-After")

    @Test("problem+json with title, status and detail")
    func document() async throws {
        let response = Problem(.notFound, "there is no camera 'a/b'").response
        #expect(response.status == .notFound)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[Self.retryAfter] == nil)
        #expect(
            try await CollectingWriter.text(of: response)
                == #"{"detail":"there is no camera 'a/b'","status":404,"title":"Not Found"}"#
        )
    }

    @Test("503 says when to come again, 405 says what is allowed, 401 says how to show a token")
    func headers() {
        #expect(Problem(.serviceUnavailable, "x", retryAfter: 10).response.headers[Self.retryAfter] == "10")
        #expect(Problem(.methodNotAllowed, "x", allow: "POST, PUT").response.headers[.allow] == "POST, PUT")
        let challenge = Problem(.unauthorized, "x").response.headers[.wwwAuthenticate]
        #expect(challenge == "Bearer realm=\"camsupervisor\"")
        #expect(Problem(.forbidden, "x").response.headers[.wwwAuthenticate] == nil)
    }

    @Test("text of others is quoted as JSON")
    func quoting() async throws {
        let text = try await CollectingWriter.text(of: Problem(.badRequest, "\"\\\u{1}\n</script>").response)
        #expect(text.contains(#""detail":"\"\\\u0001\n</script>""#))
    }

    @Test(
        "a status from a worker is one of HTTP's errors, or 502",
        arguments: [0, -1, 99, 100, 200, 302, 600, 999, 418]
    )
    func ofWorker(_ code: Int) {
        #expect(HTTPResponse.Status(ofWorker: code) == .badGateway)
    }

    @Test("the errors a worker may answer with are passed on", arguments: [400, 404, 413, 415, 500, 503, 504])
    func passedOn(_ code: Int) {
        #expect(HTTPResponse.Status(ofWorker: code).code == code)
    }
}
