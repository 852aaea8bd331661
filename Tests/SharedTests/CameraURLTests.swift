import FoundationEssentials
import Shared
import Testing

@Suite("Camera URL")
struct CameraURLTests {
    private struct Parts: Hashable {
        var scheme: String
        var host: String
        var port: UInt16?
        var path: String
        var query: String?
        var user: String?
        var password: String?
    }

    private static func parts(_ text: String) throws -> Parts {
        let url = try CameraURL(text)
        return Parts(
            scheme: url.scheme,
            host: url.host,
            port: url.port,
            path: url.path,
            query: url.query?.reveal(),
            user: url.user?.reveal(),
            password: url.password?.reveal()
        )
    }

    @Test(
        "a URL is taken apart",
        arguments: [
            ("http://h/s.jpg", "http", "h", nil, "/s.jpg", nil, nil, nil),
            ("HTTPS://Cam.Example:8443", "https", "cam.example", 8443, "/", nil, nil, nil),
            ("http://h?a=b", "http", "h", nil, "/", "a=b", nil, nil),
            ("http://h/x?a=b?c#frag", "http", "h", nil, "/x", "a=b?c", nil, nil),
            ("http://h/x#frag?no", "http", "h", nil, "/x", nil, nil, nil),
            ("http://h/x?", "http", "h", nil, "/x", "", nil, nil),
            ("http://user:pw@h/", "http", "h", nil, "/", nil, "user", "pw"),
            ("http://user@h/", "http", "h", nil, "/", nil, "user", nil),
            ("http://:pw@h/", "http", "h", nil, "/", nil, "", "pw"),
            ("http://admin:p@ss:w@h:80/x", "http", "h", 80, "/x", nil, "admin", "p@ss:w"),
            ("http://us%40er:p%3Aa%2Fs%23s@h/", "http", "h", nil, "/", nil, "us@er", "p:a/s#s"),
            ("http://u:100%@h/", "http", "h", nil, "/", nil, "u", "100%"),
            ("http://[2001:DB8::1]/", "http", "2001:db8::1", nil, "/", nil, nil, nil),
            ("http://u:p@[::1]:81/x", "http", "::1", 81, "/x", nil, "u", "p"),
            ("http://h:/x", "http", "h", nil, "/x", nil, nil, nil),
            ("http://h/a@b:c", "http", "h", nil, "/a@b:c", nil, nil, nil),
            ("file:///srv/a.jpg", "file", "", nil, "/srv/a.jpg", nil, nil, nil),
            ("rtsp://h:554/stream/1", "rtsp", "h", 554, "/stream/1", nil, nil, nil),
            ("http://h/bild%20ä.jpg", "http", "h", nil, "/bild%20ä.jpg", nil, nil, nil),
        ] as [(String, String, String, UInt16?, String, String?, String?, String?)]
    )
    func parses(
        _ text: String,
        _ scheme: String,
        _ host: String,
        _ port: UInt16?,
        _ path: String,
        _ query: String?,
        _ user: String?,
        _ password: String?
    ) throws {
        let expected = Parts(
            scheme: scheme,
            host: host,
            port: port,
            path: path,
            query: query,
            user: user,
            password: password
        )
        #expect(try Self.parts(text) == expected)
    }

    @Test(
        "what is no URL of a camera is refused with a reason",
        arguments: [
            ("", CameraURLError.relative), ("/snap.jpg", .relative), ("h/snap.jpg", .relative), ("http:/h", .relative),
            ("//h/x", .relative), ("://h", .relative), ("ht tp://h", .whitespace), ("http://h/a b", .whitespace),
            ("http://h/\n", .whitespace), ("http://h/\u{7F}", .whitespace), ("hä://h", .relative),
            ("http://", .noHost), ("http:///x", .noHost), ("http://:80/", .noHost), ("http://u:p@/", .noHost),
            ("http://2001:db8::1/", .badHost), ("http://[::1/", .badHost), ("http://[::1]x/", .badHost),
            ("http://h:0/", .badPort("0")), ("http://h:65536/", .badPort("65536")),
            ("http://h:+80/", .badPort("•••")), ("http://h:x/", .badPort("•••")),
            ("http://admin:hunter2/x@h/", .unescapedCredentials), ("http://admin:99999#x@h/", .unescapedCredentials),
        ]
    )
    func refuses(_ text: String, _ expected: CameraURLError) {
        #expect(throws: expected) { try CameraURL(text) }
    }

    @Test("a URL above 4096 bytes is refused")
    func tooLong() throws {
        let fits = "http://h/" + String(repeating: "x", count: 4096 - 9)
        #expect(try CameraURL(fits).path.count == 4088)
        #expect(throws: CameraURLError.tooLong) { try CameraURL(fits + "x") }
    }

    @Test(
        "no error repeats a part of a password",
        arguments: [
            "http://admin:hunter2", "http://admin:hunter2/", "http://admin:hunter2/x@h/", "http://admin:x?hunter2@h/",
            "http://admin:pw:hunter2/", "http://[admin:hunter2", "http://admin:hunter2 @h/", "admin:hunter2@h",
            "http://admin:hunter2@", "http://admin:hunter2@h:x/", "http://admin:hunter2@h:99999/",
        ]
    )
    func errorsAreSafe(_ text: String) {
        let error = #expect(throws: CameraURLError.self) { try CameraURL(text) }
        #expect(error.map { "\($0) \(String(reflecting: $0))".contains("hunter2") } == false)
    }

    @Test(
        "what is printed holds neither user-info nor query",
        arguments: [
            ("http://admin:hunter2@h:81/x?token=hunter2", "http://•••@h:81/x?•••"),
            ("http://h/x", "http://h/x"), ("http://[::1]:81/x", "http://[::1]:81/x"), ("file:///a/b", "file:///a/b"),
        ]
    )
    func prints(_ text: String, _ expected: String) throws {
        let url = try CameraURL(text)
        #expect("\(url)" == expected)
        #expect(!String(reflecting: url).contains("hunter2"))
        var dumped = ""
        dump(url, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test("the request URL has the query and no user-info")
    func requestURL() throws {
        #expect(try CameraURL("http://u:p@h:81/x?a=b").requestURL.reveal() == "http://h:81/x?a=b")
        #expect(try CameraURL("http://[::1]/").requestURL.reveal() == "http://[::1]/")
        #expect(try CameraURL("file:///a").requestURL.reveal() == "file:///a")
    }

    @Test("it survives JSON where secrets travel, and is masked elsewhere")
    func json() throws {
        let url = try CameraURL("http://u:hunter2@h:81/x?a=hunter2")
        let clear = JSONEncoder()
        clear.userInfo[secretTravels] = true
        #expect(try JSONDecoder().decode(CameraURL.self, from: clear.encode(url)) == url)
        #expect(!String(decoding: try JSONEncoder().encode(url), as: UTF8.self).contains("hunter2"))
    }

    @Test(
        "a login in the path is masked where it is shown, with all that follows it",
        arguments: [
            ("rtsp://h:554/user=admin_password=hunter2_channel=1_stream=0.sdp", "rtsp://h:554/user=•••"),
            ("rtsp://h/live/ch=1&pwd=hunter2/x", "rtsp://h/live/ch=1&pwd=•••"),
            ("http://h/a;AuthKey=hunter2?b=c", "http://h/a;AuthKey=•••?•••"),
            ("rtsp://h/channel=1_stream=0.sdp", "rtsp://h/channel=1_stream=0.sdp"), ("rtsp://h/user", "rtsp://h/user"),
        ]
    )
    func loginInPath(_ text: String, _ shown: String) throws {
        let url = try CameraURL(text)
        #expect("\(url)" == shown)
        #expect(url.requestURL.reveal() == text)
    }

    @Test("percent escapes are decoded, everything else stands for itself")
    func percentDecoding() {
        #expect(CameraURL.percentDecoded("a%41%c3%BCb") == "aAüb")
        #expect(CameraURL.percentDecoded("%") == "%")
        #expect(CameraURL.percentDecoded("%4") == "%4")
        #expect(CameraURL.percentDecoded("%zz%%41") == "%zz%A")
        #expect(CameraURL.percentDecoded("%FF") == "\u{FFFD}")
    }
}
