import Shared
import Testing

@testable import camworker

@Suite("Where a redirect leads")
struct RedirectTargetTests {
    @Test(
        "secrets go on to the same host and port, and from http to https on their own ports, named or not",
        arguments: [
            ("http://cam/a", "http://cam/b", true),
            ("http://cam/a", "http://cam:80/b", true),
            ("http://cam:8080/a", "http://cam:8080/b", true),
            ("http://cam:8080/a", "http://cam/b", false),
            ("http://cam/a", "http://other/a", false),
            ("http://cam/a", "https://cam/a", true),
            ("http://cam:80/a", "https://cam/a", true),
            ("http://cam:80/a", "https://cam:443/a", true),
            ("http://cam/a", "https://cam:443/a", true),
            ("http://cam/a", "https://cam:8443/a", false),
            ("http://cam:8080/a", "https://cam/a", false),
            ("https://cam/a", "http://cam/a", false),
            ("https://cam:443/a", "https://cam/a", true),
            ("http://cam:443/a", "https://cam/a", false),
        ]
    )
    func secrets(from: String, to: String, follow: Bool) throws {
        #expect(try CameraURL(from).sharesCredentials(with: CameraURL(to)) == follow)
    }

    @Test(
        "a location is read as libcurl reads it",
        arguments: [
            ("/b", "http://cam:81/b"),
            ("b?x=1", "http://cam:81/dir/b?x=1"),
            ("?x=1", "http://cam:81/dir/a?x=1"),
            ("//other/b", "http://other/b"),
            ("https://other:444/b", "https://other:444/b"),
            ("file:///etc/passwd", "file:///etc/passwd"),
        ]
    )
    func relative(location: String, target: String) {
        #expect(CurlURL.resolved(location, against: "http://cam:81/dir/a") == target)
    }

    @Test("what is no URL leads nowhere", arguments: ["http://", "http://a:b:c/"])
    func nowhere(location: String) {
        #expect(CurlURL.resolved(location, against: "http://cam/a") == nil)
    }
}
