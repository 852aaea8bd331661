import Testing

@testable import camsupervisor

@Suite("RequestTarget")
struct RequestTargetTests {
    @Test("the path ends at the first question mark")
    func path() {
        let paths = ["/": "/", "/a/b": "/a/b", "/a?b=c": "/a", "/a?b?c": "/a", "?x": "", "": "", "/a%3Fb": "/a%3Fb"]
        for (target, path) in paths { #expect(RequestTarget(target).path == path) }
    }

    static let parameters: [(String, String?)] = [
        ("/", nil), ("/?", nil), ("/?y=1", nil), ("/?x=1", "1"), ("/?x=", ""), ("/?x", ""), ("/?a=2&x=1", "1"),
        ("/?x=1&x=2", "1"), ("/?x=a%20b", "a b"), ("/?x=a+b", "a b"), ("/?x=a%2Bb", "a+b"), ("/?x=a=b", "a=b"),
        ("/?x=%", "%"), ("/?x=%4", "%4"), ("/?x=%zz", "%zz"), ("/?X=1", nil), ("/?xx=1", nil), ("/?&&x=1&", "1"),
        ("/?=1", nil), ("/?x=%C3%A9", "é"),
    ]

    @Test("a parameter is the first of its name, decoded", arguments: parameters)
    func parameter(_ target: String, _ value: String?) {
        #expect(RequestTarget(target)["x"] == value)
    }

    static let masked: [(String, String)] = [
        ("/api/camera_proxy/yard", "/api/camera_proxy/yard"),
        ("/api/camera_proxy/yard?width=3", "/api/camera_proxy/yard?width=3"),
        ("/api/camera_proxy/yard?token=s3cret", "/api/camera_proxy/yard?token=•••"),
        ("/x?width=3&token=s3cret&token=s3cret", "/x?width=3&token=•••&token=•••"),
        ("/api/webhook/s3cret", "/api/webhook/•••"),
        ("/api/webhook/s3cret/s3cret?a=b", "/api/webhook/•••?a=b"),
        ("//api/webhook/s3cret", "/api/webhook/•••"),
        ("/api//webhook///s3cret/", "/api/webhook/•••"),
        ("/API/Webhook/s3cret", "/api/webhook/•••"),
        ("/api/webhook", "/api/webhook"),
        ("/api/webhooks/x", "/api/webhooks/x"),
    ]

    @Test("in the log stands no token and no webhook id", arguments: masked)
    func withoutSecrets(_ target: String, _ text: String) {
        #expect(RequestTarget(target).withoutSecrets == text)
    }
}
