import Glibc
import NIOCore
import NIOHTTP1
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("ControlClient: one request, one answer")
struct ControlClientTests {
    /// What the client makes of a server that says this.
    private func ask(
        _ answer: String?,
        closes: Bool = false,
        patience: Duration = .seconds(20)
    ) async throws -> Result<ControlClient.Answer, ControlClient.Failure> {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let server = try await CannedServer(path: path, answer: answer.map { Array($0.utf8) }, closes: closes)
        defer { withExtendedLifetime((server, folder)) {} }
        return await Self.send(ControlClient(path: path, patience: patience))
    }

    private static func send(_ client: ControlClient) async -> Result<ControlClient.Answer, ControlClient.Failure> {
        do {
            return .success(try await client.send(.GET, "/x"))
        } catch {
            return .failure(error)
        }
    }

    /// The words of a failure.
    private func words(_ result: Result<ControlClient.Answer, ControlClient.Failure>) -> String {
        if case .failure(let failure) = result { failure.description } else { "no failure: \(result)" }
    }

    @Test("the request is what any HTTP server understands")
    func request() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let answer = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)
        let server = try await CannedServer(path: path, answer: answer, closes: true)
        let status = try await ControlClient(path: path).send(.POST, "/api/v1/cameras/yard/restart").status
        #expect(status == 204)
        let lines = server.request.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "POST /api/v1/cameras/yard/restart HTTP/1.1")
        #expect(Set(lines.dropFirst()) == ["Host: localhost", "Connection: close", "Content-Length: 0", ""])
    }

    static let answers: [(String, Bool, Int, String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false, 200, "hello"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, 200, ""),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", false, 200, "hello"),
        ("HTTP/1.1 200 OK\r\n\r\nuntil the end", true, 200, "until the end"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", false, 404, "no"),
        ("HTTP/1.0 503 Service Unavailable\r\n\r\nlater", true, 503, "later"),
    ]

    @Test("every form of an answer is taken whole, whatever its status", arguments: answers)
    func taken(text: String, closes: Bool, status: Int, body: String) async throws {
        let answer = try await self.ask(text, closes: closes).get()
        #expect(answer.status == status)
        #expect(String(buffer: answer.body) == body)
    }

    @Test("nobody there: the path, the reason and what to do about it")
    func nobody() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let missing = await Self.send(ControlClient(path: path))
        #expect(
            self.words(missing)
                == "no supervisor answers at \(path): No such file or directory "
                + "(is it running? name its socket with --socket)"
        )
        // What a supervisor leaves behind that was killed: NIO removes the name it knows.
        let stale = folder.path(of: "stale.sock")
        do {
            let server = try await CannedServer(path: path, answer: nil, closes: false)
            #expect(link(path, stale) == 0)
            _ = consume server
        }
        try await waitUntil("nobody listens any more") {
            self.words(await Self.send(ControlClient(path: stale, patience: .milliseconds(100))))
                .contains("Connection refused")
        }
        let long = await Self.send(ControlClient(path: "/\(String(repeating: "x", count: 200))"))
        #expect(self.words(long).contains("longer than"), "\(self.words(long))")
    }

    @Test("no permission names the path and who may")
    func permission() {
        let failure = ControlClient.Failure.noPermission(path: "/run/c.sock")
        #expect(failure.description == "no permission for /run/c.sock: its group may command the supervisor")
    }

    @Test("a supervisor that says nothing is given up")
    func silence() async throws {
        for answer in [nil, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"] {
            let result = try await self.ask(answer, patience: .milliseconds(100))
            #expect(self.words(result).hasSuffix("did not answer: nothing came for 100 ms"), "\(self.words(result))")
        }
    }

    static let broken: [(String, String)] = [
        ("", "closed in the middle"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "closed in the middle"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "closed in the middle"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "no HTTP"),
        ("HTTP/1.1 hello\r\n\r\n", "no HTTP"),
    ]

    @Test("an answer that is cut or no HTTP at all is no answer", arguments: broken)
    func noAnswer(text: String, word: String) async throws {
        let result = try await self.ask(text, closes: true)
        #expect(self.words(result).contains(word), "\(self.words(result))")
    }

    @Test("an answer longer than any of ours is not collected")
    func tooLong() async throws {
        let body = String(repeating: "x", count: ControlClient.maximumAnswer + 1)
        let result = try await self.ask("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(self.words(result).contains("longer than \(ControlClient.maximumAnswer) bytes"))
    }
}
