import IPC
import Shared
import TestSupport
import Testing

/// Clients that hold a connection and do not get on.
@Suite("Slow clients", .takesTurns)
struct SlowClientsTests {
    private static let camera = "cameras: { demo: { platform: demo } }"
    private static let headerTimeout = Duration.milliseconds(500)
    private static let idleTimeout = Duration.milliseconds(800)

    /// One that is out of patience soon.
    private static func supervisor() async throws -> RunningSupervisor {
        try await RunningSupervisor(Self.camera, http: "header_timeout: 500 ms, idle_timeout: 800 ms")
    }

    /// How long a connection lasts on which the client does no more than this.
    private static func lifetime(
        at supervisor: RunningSupervisor,
        _ body: @escaping @Sendable (HTTPConnection) throws -> Void
    ) async throws -> Duration {
        try await supervisor.http.connected { connection in
            let start = MonotonicTime.now()
            try body(connection)
            #expect(connection.isClosedByServer(within: .seconds(10)), "the connection was kept")
            return MonotonicTime.now().since(start)
        }
    }

    @Test("a client that says nothing is closed at the header timeout, and not before")
    func silent() async throws {
        let supervisor = try await Self.supervisor()
        let lifetime = try await Self.lifetime(at: supervisor) { _ in }
        #expect(lifetime > Self.headerTimeout - .milliseconds(50) && lifetime < .seconds(5), "\(lifetime)")
    }

    static let beginnings = ["G", "GET /livez HTTP/1.1\r\n", "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: a"]

    @Test("a header that stops in the middle is waited for as long", arguments: beginnings)
    func half(beginning: String) async throws {
        let supervisor = try await Self.supervisor()
        let lifetime = try await Self.lifetime(at: supervisor) { try $0.send(Array(beginning.utf8)) }
        #expect(lifetime > Self.headerTimeout - .milliseconds(50) && lifetime < .seconds(5), "\(lifetime)")
    }

    @Test("a header that drips in is no reason to wait longer")
    func slowloris() async throws {
        let supervisor = try await Self.supervisor()
        let lifetime = try await supervisor.http.connected { connection in
            let start = MonotonicTime.now()
            try connection.send(Array("GET /livez HTTP/1.1\r\nHost: localhost\r\n".utf8))
            // A line every 40 ms: always more to come, never the end.
            while !connection.isClosedByServer(within: .milliseconds(40)) {
                guard MonotonicTime.now().since(start) < .seconds(10) else { break }
                // Closed in this very moment is closed as well.
                guard (try? connection.send(Array("X-Slow: a\r\n".utf8))) != nil else { break }
            }
            return MonotonicTime.now().since(start)
        }
        #expect(lifetime > Self.headerTimeout - .milliseconds(50) && lifetime < .seconds(5), "\(lifetime)")
        let metrics = try await supervisor.http.get("/metrics").text
        #expect(metrics.contains("\ncamsupervisor_http_clients_refused_total{reason=\"header\"} 1\n"))
        #expect(metrics.contains("\ncamsupervisor_http_clients_refused_total{reason=\"body\"} 0\n"))
    }

    @Test("a connection that was answered is closed when it idles, and not before")
    func idle() async throws {
        let supervisor = try await Self.supervisor()
        let lifetime = try await Self.lifetime(at: supervisor) { connection in
            for _ in 1...3 { _ = try connection.answer(to: HTTPRequest("GET", "/livez")) }
        }
        #expect(lifetime > Self.idleTimeout - .milliseconds(50) && lifetime < .seconds(5), "\(lifetime)")
    }

    @Test("a viewer of a stream is kept for longer than either")
    func viewer() async throws {
        let supervisor = try await Self.supervisor()
        let viewer = supervisor.viewer("demo")
        try await viewer.waitForParts(1)
        let start = MonotonicTime.now()
        try await waitUntil("both timeouts are over") {
            MonotonicTime.now().since(start) > Self.headerTimeout + Self.idleTimeout
        }
        try await viewer.waitForParts(2)
        #expect(viewer.isWatching)
    }

    @Test("while 200 slow clients hang, others are served at once")
    func crowd() async throws {
        let supervisor = try await RunningSupervisor(Self.camera)
        let endpoint = supervisor.endpoint
        let crowd = try await onThread {
            try (0..<200).map { number in
                let connection = try HTTPConnection(to: endpoint)
                let header = "GET /api/camera_proxy/demo HTTP/1.1\r\nHost: localhost\r\nX: x"
                try connection.send(Array(header.utf8).prefix(number % header.utf8.count))
                return connection.socket
            }
        }
        try await waitUntil("all are connected") {
            ProcFS.descriptors(of: supervisor.program.pid).values.count { $0.hasPrefix("socket:") } >= 200
        }
        for path in ["/livez", "/api/camera_proxy/demo?max_age=10", "/api/v1/cameras"] {
            let start = MonotonicTime.now()
            #expect(try await supervisor.http.get(path).status == 200)
            // A demo camera's first picture is an encoder's start away.
            #expect(MonotonicTime.now().since(start) < .seconds(2), "\(path)")
        }
        let viewer = supervisor.viewer("demo")
        try await viewer.waitForParts(3, within: .seconds(5))
        let hanging = crowd.count { !$0.waitForDisconnect(until: .now()) }
        #expect(hanging > 0, "the slow clients were gone before anything was asked")
    }
}
