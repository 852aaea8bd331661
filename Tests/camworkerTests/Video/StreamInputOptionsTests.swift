import Shared
import Testing

@testable import camworker

@Suite("Stream input options")
struct StreamInputOptionsTests {
    private static func options(
        _ url: String,
        user: String? = nil,
        _ change: (inout StreamConfiguration) -> Void = { _ in }
    ) throws -> StreamInputOptions {
        let credentials = user.map { Credentials(user: Secret($0), password: Secret("p:a/s#s")) }
        var configuration = StreamConfiguration(url: try CameraAddress(url), credentials: credentials)
        change(&configuration)
        return try StreamInputOptions(of: configuration)
    }

    private static func value(_ name: String, of options: StreamInputOptions) -> String? {
        options.options.first { $0.name == name }?.value
    }

    @Test(
        "user and password are in the URL that libav gets, encoded; those of the URL go before the fields",
        arguments: [
            ("rtsp://192.0.2.1/a?b=c", "us@er", "rtsp://us%40er:p%3Aa%2Fs%23s@192.0.2.1/a?b=c"),
            ("rtsp://own:word@192.0.2.1:8554/a", "us@er", "rtsp://own:word@192.0.2.1:8554/a"),
            ("rtsp://own@192.0.2.1/a", "us@er", "rtsp://own:@192.0.2.1/a"),
            ("http://[2001:db8::1]:81/a", nil, "http://[2001:db8::1]:81/a"),
            ("file:///srv/a%20film.mp4", "us@er", "file:/srv/a film.mp4"),
        ]
    )
    func url(_ given: String, user: String?, expected: String) throws {
        let options = try Self.options(given, user: user)
        #expect(options.url.reveal() == expected)
        #expect(!options.shownURL.contains("word") && !options.shownURL.contains("b=c"))
    }

    @Test("a login that libav would cut off is not tried", arguments: [("rtsp", 127), ("http", 1023)])
    func longLogin(_ scheme: String, room: Int) throws {
        let options = { (length: Int) in
            var configuration = StreamConfiguration(url: try CameraAddress("\(scheme)://192.0.2.1/a"))
            configuration.credentials = Credentials(
                user: Secret("ü"),
                password: Secret(String(repeating: "x", count: length))
            )
            return try StreamInputOptions(of: configuration)
        }
        #expect(try options(room - 3).problem == nil)
        let problem = try #require(try options(room - 2).problem)
        #expect(problem.contains("\(room + 1) bytes") && !problem.contains("xx"), "\(problem)")
    }

    @Test("of an RTSP camera the transport, video and sound are asked", arguments: RTSPTransport.allCases)
    func rtsp(_ transport: RTSPTransport) throws {
        let options = try Self.options("rtsp://192.0.2.1/a") { $0.transport = transport }
        #expect(Self.value("rtsp_transport", of: options) == transport.rawValue)
        #expect(Self.value("allowed_media_types", of: options) == "video+audio")
        #expect(Self.value("use_wallclock_as_timestamps", of: options) == nil)
        let stamped = try Self.options("rtsp://192.0.2.1/a") { $0.usesArrivalTimes = true }
        #expect(Self.value("use_wallclock_as_timestamps", of: stamped) == "1")
    }

    @Test("a stream opens nothing of another kind: files of this machine least of all")
    func protocols() throws {
        for url in ["rtsp://h/a", "rtsps://h/a", "http://h/a", "https://h/a", "rtmp://h/a"] {
            let protocols = try #require(Self.value("protocol_whitelist", of: Self.options(url)))
            #expect(!protocols.isEmpty && !protocols.split(separator: ",").contains("file"), "\(url): \(protocols)")
        }
        #expect(Self.value("protocol_whitelist", of: try Self.options("file:///a")) == "file")
        #expect(try Self.options("file:///a").isFile)
    }

    @Test("a server proves who it is wherever there is TLS and verify_ssl")
    func proof() throws {
        #expect(try Self.options("rtsps://h/a").provenServer != nil)
        #expect(try Self.options("https://h/a").provenServer != nil)
        #expect(try Self.options("rtsp://h/a").provenServer == nil)
        #expect(try Self.options("rtsps://h/a") { $0.verifyTLS = false }.provenServer == nil)
        #expect(Self.value("tls_verify", of: try Self.options("https://h/a")) == "1")
    }
}
