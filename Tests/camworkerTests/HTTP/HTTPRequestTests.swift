import Shared
import Testing

@testable import camworker

@Suite("HTTP request")
struct HTTPRequestTests {
    private let fields = Credentials(user: Secret("field"), password: Secret("field-password"))

    @Test("credentials in the URL win over the configuration's")
    func credentials() throws {
        var request = HTTPRequest(url: try CameraURL("http://url:p@ss@cam/x"), credentials: self.fields)
        #expect(request.effectiveCredentials == Credentials(user: Secret("url"), password: Secret("p@ss")))
        request.url = try CameraURL("http://url@cam/x")
        #expect(request.effectiveCredentials == Credentials(user: Secret("url"), password: Secret("")))
        request.url = try CameraURL("http://cam/x")
        #expect(request.effectiveCredentials == self.fields)
        request.credentials = nil
        #expect(request.effectiveCredentials == nil)
    }
}
