import IPC
import Shared
import TestSupport
import Testing

/// Clients that ask before they send a body, as `curl` does above 1 MiB.
@Suite("Expect: 100-continue", .takesTurns)
struct UploadExpectationTests {
    private static let webhook = "/api/webhook/the-door-webhook"
    private static let picture = TestPicture(counter: 9, padding: 2_000_000).bytes

    private static func supervisor() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(
            "cameras: { door: { platform: push, webhook_id: the-door-webhook } }"
        )
        _ = try await supervisor.workerPID(of: "door")
        return supervisor
    }

    /// The header of an upload that waits for the word.
    private static func header(to target: String, length: Int, version: String = "HTTP/1.1") -> [UInt8] {
        let fields: HTTPFields = [
            "Content-Type": "image/jpeg", "Content-Length": "\(length)", "Expect": "100-Continue",
        ]
        return HTTPRequest("POST", target, version: version, fields: fields).bytes
    }

    @Test("the client is told to go on, once, and its picture is taken; the next request is in order")
    func goOn() async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            for _ in 1...2 {
                try connection.send(Self.header(to: Self.webhook, length: Self.picture.count))
                #expect(try connection.readHead().status == 100)
                try connection.send(Self.picture)
                #expect(try connection.readResponse().status == 200)
            }
            #expect(try connection.answer(to: HTTPRequest("GET", "/livez")).text == "ok\n")
        }
        #expect(try await supervisor.still("door", query: "").counter == 9)
    }

    @Test("behind other requests it is told when they have been answered")
    func pipelined() async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            let before = HTTPRequest("GET", "/livez").bytes + HTTPRequest("GET", "/nothing").bytes
            try connection.send(before + Self.header(to: Self.webhook, length: Self.picture.count))
            #expect(try connection.readResponse().status == 200)
            #expect(try connection.readResponse().status == 404)
            #expect(try connection.readHead().status == 100)
            try connection.send(Self.picture)
            #expect(try connection.readResponse().status == 200)
        }
    }

    @Test("what is refused by its header is refused without a byte of its body")
    func refused() async throws {
        let supervisor = try await Self.supervisor()
        for (target, length, status) in [("/api/webhook/unknown", 5, 404), (Self.webhook, 100_000_000, 413)] {
            try await supervisor.http.connected { connection in
                try connection.send(Self.header(to: target, length: length))
                #expect(try connection.readResponse().status == status)
            }
        }
    }

    @Test("HTTP/1.0, which knows no 100, is not told")
    func version10() async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            let header = Self.header(to: Self.webhook, length: Self.picture.count, version: "HTTP/1.0")
            try connection.send(header + Self.picture)
            #expect(try connection.readHead().status == 200)
        }
    }

    @Test("curl sends a large picture without waiting for a second")
    func curl() async throws {
        let supervisor = try await Self.supervisor()
        let folder = try TemporaryFolder()
        let file = try folder.write(Self.picture, to: "large.jpg")
        let start = MonotonicTime.now()
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["-sS", "--fail", "--expect100-timeout", "20", "-F", "image=@\(file)"]
                + ["http://127.0.0.1:\(supervisor.port)\(Self.webhook)"]
        )
        #expect(try await curl.waitForExit() == .code(0), "\(curl.standardError)")
        #expect(MonotonicTime.now().since(start) < .seconds(15))
    }
}
