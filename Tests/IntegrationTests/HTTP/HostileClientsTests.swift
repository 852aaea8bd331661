import IPC
import Shared
import TestSupport
import Testing

/// Clients that want the server's memory, its connections or its attention.
@Suite("Hostile clients", .takesTurns)
struct HostileClientsTests {
    private static let headerTimeout = Duration.seconds(2)
    /// Growth of the supervisor beside a gigabyte that is offered; a header may be 32 KiB.
    private static let growth = 4 * 1024

    static let beginnings: [(String, String, String)] = [
        ("a query", "GET /api/camera_proxy/d?x=", "aaaaaaaa"), ("a path", "GET /", "aaaaaaaa"),
        ("a method", "", "GGGGGGGG"),
        ("a version", "GET / HTTP/1.1", "11111111"),
        ("a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-", "XXXXXXXX"),
        ("headers", "GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\nZ: "), ("empty lines", "", "\r\n\r\n\r\n\r\n"),
    ]

    @Test("what never ends is refused or given up in bounded memory, on both doors", arguments: beginnings)
    func endless(what: String, beginning: String, piece: String) async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { d: { platform: demo } }",
            http: "header_timeout: \(Self.headerTimeout.inSeconds) s"
        )
        _ = try await supervisor.workerPID(of: "d")
        let before = try #require(ProcFS.residentKilobytes(of: supervisor.program.pid))
        for client in [supervisor.http, supervisor.control] {
            let start = MonotonicTime.now()
            let answer = try await client.connected { connection in
                let bytes = Array(String(repeating: piece, count: 8_192).utf8)
                do {
                    try connection.send(Array(beginning.utf8))
                    for _ in 0..<16_384 { try connection.send(bytes) }
                } catch {}
                return (try? connection.readHead().status) ?? 0
            }
            #expect([0, 400, 431].contains(answer), "\(what): \(answer)")
            #expect(MonotonicTime.now().since(start) < .seconds(15), "\(what)")
        }
        let after = try #require(ProcFS.residentKilobytes(of: supervisor.program.pid))
        #expect(after - before < Self.growth, "\(what): \(before) to \(after) KiB")
        #expect(try await supervisor.http.get("/livez").status == 200)
        #expect(try await supervisor.command("status").exit == .code(0))
        let words = what == "empty lines" ? "did not finish its header in time" : "sent what is no request"
        #expect(supervisor.logLines(holding: words).count == 1)
    }

    @Test("clients of the control socket that hang in mid-request delay no command, are given up, and are one line")
    func hanging() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { d: { platform: demo } }",
            http: "header_timeout: \(Self.headerTimeout.inSeconds) s"
        )
        _ = try await supervisor.workerPID(of: "d")
        let endpoint = supervisor.control.endpoint
        let crowd = try await onThread {
            try (0..<40).map { number in
                let connection = try HTTPConnection(to: endpoint)
                let request = "POST /api/v1/cameras/d/restart HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n"
                try connection.send(Array(request.utf8).prefix(1 + number * 2))
                return connection.socket
            }
        }
        let start = MonotonicTime.now()
        #expect(try await supervisor.control.get("/api/v1/cameras").status == 200)
        #expect(MonotonicTime.now().since(start) < .seconds(1))
        try await waitUntil("all are given up", within: .seconds(20)) {
            crowd.count { $0.waitForDisconnect(until: .now()) } == crowd.count
        }
        let lines = supervisor.logLines(holding: "a client did not finish its header in time")
        #expect(lines.count == 1, "\(lines)")
        #expect(try await supervisor.camera("d").worker.generation == 1)
    }
}
