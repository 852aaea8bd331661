import Testing

@testable import camworker

@Suite("HTTP status")
struct HTTPStatusTests {
    @Test("401 says whether there were credentials to refuse")
    func refusals() {
        let with = HTTPStatus(code: 401, hadCredentials: true)
        #expect(with.reason == "the camera answered 401 (it refuses the user name or password)")
        let without = HTTPStatus(code: 401, hadCredentials: false)
        #expect(without.reason == "the camera answered 401 (it wants a user name and password)")
        #expect(with.isRefusal)
        #expect(HTTPStatus(code: 403, hadCredentials: true).isRefusal)
        #expect(!HTTPStatus(code: 404, hadCredentials: true).isRefusal)
    }

    @Test("every status has words", arguments: [0, 100, 204, 304, 404, 405, 418, 429, 500, 503, 504, 999])
    func words(code: Int) {
        let reason = HTTPStatus(code: code, hadCredentials: false).reason
        #expect(reason.hasPrefix("the camera answered \(code) ("))
        #expect(reason.hasSuffix(")"))
    }
}
