import IPC
import Shared
import TestSupport
import Testing

/// As many connections as there are descriptors for, and what becomes of the next.
@Suite("The limit on connections", .takesTurns)
struct ConnectionLimitTests {
    /// Leaves 364 − 64 − 64 − 16 − 64 − 4 = 152 connections with one camera.
    private static let descriptors = 364
    private static let room = 152

    private static func supervisor() async throws -> RunningSupervisor {
        try await RunningSupervisor(
            "cameras: { demo: { platform: demo } }",
            launcher: [
                InstalledTool.path(of: "prlimit", package: "util-linux"),
                "--nofile=\(Self.descriptors):\(Self.descriptors)",
            ]
        )
    }

    private static func descriptorCount(of supervisor: RunningSupervisor) -> Int {
        ProcFS.descriptors(of: supervisor.program.pid).count
    }

    /// Connections that have been answered once and are kept, so that they surely count.
    private static func fill(_ supervisor: RunningSupervisor, _ count: Int) async throws -> [StreamSocket] {
        let endpoint = supervisor.endpoint
        return try await onThread {
            try (0..<count).map { _ in
                let connection = try HTTPConnection(to: endpoint)
                let answer = try connection.answer(to: HTTPRequest("GET", "/livez"))
                #expect(answer.status == 200)
                return connection.socket
            }
        }
    }

    @Test("one too many is answered with 503 at once, and the place of one that leaves is free again")
    func limit() async throws {
        let supervisor = try await Self.supervisor()
        try await waitUntil("what waited for the start has gone") { Self.descriptorCount(of: supervisor) < 60 }
        let crowd = try await Self.fill(supervisor, Self.room)
        let start = MonotonicTime.now()
        let refused = try await supervisor.http.get("/livez")
        #expect(refused.status == 503)
        #expect(refused["Retry-After"] == "1")
        #expect(refused["Connection"] == "close")
        #expect(refused["X-Content-Type-Options"] == "nosniff")
        #expect(MonotonicTime.now().since(start) < .seconds(5))
        // Whoever operates it is not kept out by its clients.
        #expect(try await supervisor.control.get("/api/v1/cameras").status == 200)
        crowd.first?.shutDown()
        try await waitUntil("there is room again") { try await supervisor.http.get("/livez").status == 200 }
        #expect(crowd.dropFirst().count { $0.waitForDisconnect(until: .now()) } == 0)
    }

    @Test("connections over the limit cost no descriptor for longer than a second, however many come")
    func descriptors() async throws {
        let supervisor = try await Self.supervisor()
        // A worker has descriptors too.
        _ = try await supervisor.workerPID(of: "demo")
        try await waitUntil("what waited for the start has gone") { Self.descriptorCount(of: supervisor) < 60 }
        let before = Self.descriptorCount(of: supervisor)
        let crowd = try await Self.fill(supervisor, Self.room)
        let endpoint = supervisor.endpoint
        // They stay, send a request and read nothing: it is not for them to say when it is over.
        let refused = try await onThread {
            try (0..<150).map { _ in
                let connection = try HTTPConnection(to: endpoint)
                try? connection.send(HTTPRequest("GET", "/livez"))
                return connection.socket
            }
        }
        try await waitUntil("the descriptors of the refused are free") {
            Self.descriptorCount(of: supervisor) <= before + Self.room
        }
        let answered = try await onThread {
            refused.count { socket in
                let bytes = (try? socket.read(by: .now() + .seconds(1))) ?? []
                return bytes.starts(with: Array("HTTP/1.1 503 ".utf8))
            }
        }
        // The first at least: the rest may have been too many even for that.
        #expect(answered >= 1)
        for socket in crowd { socket.shutDown() }
        try await waitUntil("all descriptors are free") { Self.descriptorCount(of: supervisor) <= before }
        #expect(try await supervisor.http.get("/livez").status == 200)
        #expect(try await supervisor.still("demo").status == 200)
    }
}
