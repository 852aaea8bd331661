import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// HTTPS as curl and openssl see it.
@Suite("TLS", .takesTurns)
struct TLSTests {
    @Test("curl gets what it gets without TLS: a picture, a head, HTTP/1.0, two answers on one connection")
    func answers() async throws {
        let supervisor = try await SecureSupervisor()
        let picture = try await supervisor.curl(
            "/api/camera_proxy/demo",
            ["--output", "/dev/null", "--write-out", "%{http_code} %{content_type} %{size_download}"]
        )
        let words = picture.output.split(separator: " ")
        #expect(words.prefix(2) == ["200", "image/jpeg"] && words.last.flatMap { Int($0) } ?? 0 > 1000, "\(picture)")
        #expect(try await supervisor.curl("/livez", ["--head"]).output.hasPrefix("HTTP/1.1 200 OK"))
        #expect(try await supervisor.curl("/livez", ["--http1.0"]).output == "ok\n")
        let twice = try await supervisor.curl(
            "/livez",
            ["https://127.0.0.1:\(supervisor.port)/livez", "--write-out", "%{num_connects} %{ssl_verify_result}\n"]
        )
        #expect(twice.output == "ok\n1 0\nok\n0 0\n")
        let strangers = try await supervisor.curl(
            "/",
            ["--header", "Host: evil.example", "--write-out", "%{http_code}", "--output", "/dev/null"]
        )
        #expect(strangers.output == "403")
    }

    @Test("a stream is one answer of whole parts, and goes on while others come and go")
    func stream() async throws {
        let supervisor = try await SecureSupervisor()
        let viewer = try supervisor.startCurl("/api/camera_proxy_stream/demo", ["--include"])
        try await waitUntil("five parts are there") { Self.parts(in: viewer) >= 5 }
        #expect(try await supervisor.curl("/livez").output == "ok\n")
        let seen = Self.parts(in: viewer)
        try await waitUntil("it goes on") { Self.parts(in: viewer) > seen + 5 }
        let text = String(decoding: viewer.standardOutputBytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK"))
        #expect(text.split(separator: "HTTP/1.1 ").count == 1)
    }

    @Test("TLS 1.2 and 1.3 are spoken, older ones refused")
    func versions() async throws {
        let supervisor = try await SecureSupervisor()
        for (option, name) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
            let handshake = try await supervisor.handshake([option])
            #expect(handshake.output.contains("New, \(name), Cipher is"), "\(handshake.output)")
        }
        for option in ["-tls1", "-tls1_1"] {
            // openssl itself would refuse at its usual security level.
            let handshake = try await supervisor.handshake([option, "-cipher", "DEFAULT@SECLEVEL=0"])
            #expect(handshake.exit != .code(0))
            #expect(handshake.output.contains("alert protocol version"), "\(handshake.output)")
        }
    }

    @Test("a renewed certificate is for new connections; old ones and a broken renewal change nothing")
    func renewal() async throws {
        let supervisor = try await SecureSupervisor()
        let viewer = try supervisor.startCurl("/api/camera_proxy_stream/demo", [])
        try await waitUntil("the stream is there") { Self.parts(in: viewer) >= 1 }
        let old = try supervisor.folder.write(readFile(supervisor.folder.path(of: "server.crt")), to: "old.crt")
        #expect(old.hasSuffix("old.crt"))
        _ = try await CertificatePair(in: supervisor.folder)
        try await waitUntil("the new one is served", within: .seconds(30)) {
            try await supervisor.curl("/livez").output == "ok\n"
        }
        #expect(try await supervisor.curl("/livez", trusting: "old.crt").exit == .code(60), "not the old certificate")
        let seen = Self.parts(in: viewer)
        try await waitUntil("the old connection lives on") { Self.parts(in: viewer) > seen + 3 }
        try supervisor.folder.write("half a key", to: "server.key")
        try await waitUntil("the mistake is in the log", within: .seconds(30)) { Self.complaints(supervisor) == 1 }
        #expect(try await supervisor.curl("/livez").output == "ok\n")
        let looks = MonotonicTime.now() + .seconds(7)
        try await waitUntil("it was looked at twice more", within: .seconds(15)) { MonotonicTime.now() > looks }
        #expect(Self.complaints(supervisor) == 1, "\(supervisor.program.standardError)")
        #expect(viewer.isRunning)
    }

    @Test("a handshake that stops is closed at the header timeout, as is a client that says nothing")
    func slowHandshake() async throws {
        let supervisor = try await SecureSupervisor(http: "header_timeout: 500 ms")
        // The beginning of a ClientHello (RFC 8446 §4.1.2) in a record of 512 bytes.
        for beginning in [[], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]] as [[UInt8]] {
            let endpoint = supervisor.endpoint
            let lifetime = try await onThread {
                let connection = try HTTPConnection(to: endpoint)
                let start = MonotonicTime.now()
                try connection.send(beginning)
                #expect(connection.isClosedByServer(within: .seconds(10)))
                return MonotonicTime.now().since(start)
            }
            #expect(lifetime > .milliseconds(450) && lifetime < .seconds(5), "\(lifetime)")
        }
    }

    @Test("who speaks HTTP in the clear is closed, and nobody else is harmed")
    func plain() async throws {
        let supervisor = try await SecureSupervisor()
        let endpoint = supervisor.endpoint
        let closed = try await onThread {
            let connection = try HTTPConnection(to: endpoint)
            try connection.send(HTTPRequest("GET", "/livez"))
            return connection.isClosedByServer(within: .seconds(5))
        }
        #expect(closed)
        #expect(try await supervisor.curl("/livez").output == "ok\n")
    }

    @Test("the service ends at once, though a stream runs and a client hangs")
    func end() async throws {
        let supervisor = try await SecureSupervisor()
        let viewer = try supervisor.startCurl("/api/camera_proxy_stream/demo", [])
        let idle = try RunningProgram(
            "/bin/sh",
            ["-c", "sleep 60 | \(InstalledTool.path(of: "openssl")) s_client -connect 127.0.0.1:\(supervisor.port)"]
        )
        try await waitUntil("the idle one is there") { idle.standardOutput.contains("Verify return code") }
        try await waitUntil("the stream is there") { Self.parts(in: viewer) >= 1 }
        // It will not even notice that it is to go.
        kill(-idle.pid, SIGSTOP)
        let start = MonotonicTime.now()
        #expect(try await supervisor.program.stop() == .code(0))
        #expect(MonotonicTime.now().since(start) < .seconds(6))
        #expect(try await viewer.waitForExit() != .signal(9))
    }

    @Test("other machines without TLS are one warning")
    func warning() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            """
            http: { listen: ["0.0.0.0:8124", "[::]:8124"], tokens: [{ name: a, token: 0123456789abcdef }] }
            control: { socket: control.sock }
            """,
            to: "c.yaml"
        )
        // A network of its own, which reaches nobody.
        let program = try RunningProgram(
            InstalledTool.path(of: "unshare", package: "util-linux"),
            ["--net", BuiltProducts.camsupervisor(), "run", "--config", path, "--worker", BuiltProducts.camworker()]
        )
        try await waitUntil("it is ready", within: .seconds(10)) {
            program.standardError.contains("ready: ")
        }
        let lines = program.standardError.split(separator: "\n").filter { $0.contains("in the clear") }
        #expect(lines.count == 1 && lines[0].contains("warning") && lines[0].contains("0.0.0.0:8124, [::]:8124"))
    }

    private static func parts(in viewer: RunningProgram) -> Int {
        String(decoding: viewer.standardOutputBytes, as: UTF8.self).split(separator: "Content-Type: image/jpeg").count
            - 1
    }

    private static func complaints(_ supervisor: SecureSupervisor) -> Int {
        supervisor.program.standardError.split(separator: "\n").count { $0.contains("the old one stays") }
    }
}
