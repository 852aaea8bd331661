import Shared
import Testing

@testable import camworker

@Suite("Redirects of streams")
struct StreamRedirectTests {
    private static func options(_ url: String, _ ports: PortReach? = nil) throws -> StreamInputOptions {
        let credentials = Credentials(user: Secret("viewer"), password: Secret("secret"))
        let configuration = StreamConfiguration(url: try CameraAddress(url), credentials: credentials)
        return try StreamInputOptions(of: configuration, ports: ports)
    }

    @Test(
        "user and password go to the same host and port, and nowhere else",
        arguments: [
            ("rtsp://192.0.2.1/a", "rtsp://192.0.2.1/b", "rtsp://viewer:secret@192.0.2.1/b"),
            ("rtsp://192.0.2.1/a", "rtsp://192.0.2.1:8554/b", "rtsp://192.0.2.1:8554/b"),
            ("rtsp://192.0.2.1/a", "rtsp://192.0.2.2/b", "rtsp://192.0.2.2/b"),
            ("rtsp://own:word@192.0.2.1/a", "rtsp://192.0.2.1/b", "rtsp://own:word@192.0.2.1/b"),
            ("rtsp://own:word@192.0.2.1/a", "rtsp://192.0.2.2/b", "rtsp://192.0.2.2/b"),
            ("rtsp://192.0.2.1/a", "rtsp://its:own@192.0.2.2/b", "rtsp://its:own@192.0.2.2/b"),
            ("rtsp://192.0.2.1/a", "rtsps://192.0.2.1/b", "rtsps://192.0.2.1/b"),
            ("http://192.0.2.1/a/b", "c?d=e", "http://viewer:secret@192.0.2.1/a/c?d=e"),
            ("http://192.0.2.1/a", "/b", "http://viewer:secret@192.0.2.1/b"),
            ("http://192.0.2.1/a", "https://192.0.2.1/b", "https://viewer:secret@192.0.2.1/b"),
        ]
    )
    func credentials(_ source: String, location: String, expected: String) throws {
        #expect(try Self.options(source).redirected(to: location).url.reveal() == expected)
    }

    @Test("to https it is verified, though it began in the open")
    func verified() throws {
        #expect(try Self.options("http://192.0.2.1/a").redirected(to: "https://192.0.2.1/b").provenServer != nil)
    }

    @Test(
        "from a stream to another kind of thing it does not go",
        arguments: [
            ("rtsp://192.0.2.1/a", "file:///etc/passwd"), ("rtsp://192.0.2.1/a", "http://192.0.2.1/"),
            ("http://192.0.2.1/a", "rtsp://192.0.2.1/"), ("http://192.0.2.1/a", "file:///etc/passwd"),
            ("http://192.0.2.1/a", "gopher://192.0.2.1/"), ("http://192.0.2.1/a", "http://"),
        ]
    )
    func refused(_ source: String, location: String) throws {
        let options = try Self.options(source)
        #expect(throws: StreamRedirect.Refusal.self) { try options.redirected(to: location) }
    }

    @Test("a port that is not open to this process is asked for, and one that no camera has is not")
    func ports() throws {
        let ports = PortReach(ports: [554])
        ports.enforce()
        let options = try Self.options("rtsp://192.0.2.1/a", ports)
        #expect(throws: StreamRedirect.Refusal.port(22)) { try options.redirected(to: "rtsp://192.0.2.1:22/") }
        #expect(ports.wanted == nil)
        #expect(throws: StreamRedirect.Refusal.port(8554)) { try options.redirected(to: "rtsp://192.0.2.1:8554/") }
        #expect(ports.wanted == 8554)
    }
}
