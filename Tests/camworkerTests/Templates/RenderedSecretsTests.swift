import Shared
import Testing

@testable import camworker

@Suite("Secrets of URLs that templates rendered to")
struct RenderedSecretsTests {
    /// - Returns: what of the additions changed what is hidden.
    private static func add(_ urls: [String], of key: String, to secrets: inout RenderedSecrets) throws -> [Bool] {
        try urls.map { secrets.add(try CameraURL($0), of: key) }
    }

    @Test("one template whose URL is another each time takes no other's secrets away")
    func others() throws {
        var secrets = RenderedSecrets()
        let stream = ["rtsp://viewer:correct-horse@192.0.2.7/1"]
        #expect(try Self.add(stream, of: "stream_source", to: &secrets) == [true])
        let stills = (0..<40).map { "http://192.0.2.7/a.jpg?t=170000\($0)" }
        #expect(try Self.add(stills, of: "still_image_url", to: &secrets).allSatisfy(\.self))
        let redaction = try #require(secrets.redaction)
        #expect(!redaction.apply(to: "401 of rtsp://viewer:correct-horse@192.0.2.7/1").contains("correct-horse"))
    }

    @Test("what was rendered before is hidden already, and what has nothing secret changes nothing")
    func again() throws {
        var secrets = RenderedSecrets()
        let (one, other) = ("http://192.0.2.7/?a=secretone", "http://192.0.2.7/?a=secrettwo")
        let urls = [one, other, one, one, "http://192.0.2.7/plain.jpg"]
        #expect(try Self.add(urls, of: "still_image_url", to: &secrets) == [true, true, false, false, false])
    }
}
