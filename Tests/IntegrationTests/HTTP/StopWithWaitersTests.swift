import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// The end of the service while requests wait.
@Suite("A stop with requests that wait", .takesTurns)
struct StopWithWaitersTests {
    /// A push camera that never got a picture, which a request for a new one waits for.
    private static let cameras = "cameras: { door: { platform: push, webhook_id: the-door-webhook } }"
    private static let webhook = "/api/webhook/the-door-webhook"
    /// Well below the wait for a still.
    private static let soon = Duration.seconds(3)

    /// SIGTERM, and how long the end took.
    private static func stop(_ supervisor: RunningSupervisor) async throws -> Duration {
        let start = MonotonicTime.now()
        let exit = try await supervisor.stop()
        #expect(exit == .code(0))
        return MonotonicTime.now().since(start)
    }

    private static func supervisorWithWorker() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(Self.cameras)
        _ = try await supervisor.workerPID(of: "door")
        return supervisor
    }

    /// The answer to a request that waits, on a connection that was served before.
    private static func answer(
        to request: HTTPRequest,
        from client: HTTPClient,
        isWaiting: AsyncStream<Void>.Continuation
    ) async throws -> HTTPResponse {
        try await client.connected { connection in
            #expect(try connection.answer(to: HTTPRequest("GET", "/livez")).status == 200)
            try connection.send(request)
            // Nothing outside tells who waits: whoever was not answered for so long does.
            #expect(throws: SocketError.self) {
                try connection.socket.read(by: MonotonicTime.now() + .milliseconds(300))
            }
            isWaiting.yield()
            return try connection.readResponse()
        }
    }

    @Test("waiting stills are told at once, on both doors, and do not delay the end")
    func stills() async throws {
        let supervisor = try await Self.supervisorWithWorker()
        let clients = [supervisor.http, supervisor.http, supervisor.control]
        let (waiting, isWaiting) = AsyncStream.makeStream(of: Void.self)
        let answers = clients.map { client in
            Task {
                try await Self.answer(
                    to: HTTPRequest("GET", "/api/camera_proxy/door?max_age=0"),
                    from: client,
                    isWaiting: isWaiting
                )
            }
        }
        var iterator = waiting.makeAsyncIterator()
        for _ in clients { await iterator.next() }
        let duration = try await Self.stop(supervisor)
        #expect(duration < Self.soon)
        for answer in answers {
            let answer = try await answer.value
            #expect(answer.status == 503, "\(answer)")
            #expect(answer["Retry-After"] == "1")
            #expect(answer.text.contains("the supervisor is shutting down"), "\(answer)")
        }
    }

    @Test("a snapshot of the command line that waits ends in words")
    func snapshot() async throws {
        let supervisor = try await Self.supervisorWithWorker()
        async let result = supervisor.command("snapshot", "door")
        // The listening socket and the command's connection.
        let socket = "\(supervisor.configurationFolder)/control.sock"
        try await waitUntil("the command is connected") {
            let sockets = String(decoding: try readFile("/proc/net/unix"), as: UTF8.self)
            return sockets.split(separator: "\n").count { $0.hasSuffix(socket) } > 1
        }
        let duration = try await Self.stop(supervisor)
        #expect(duration < Self.soon)
        let snapshot = try await result
        #expect(snapshot.exit != .code(0))
        #expect(snapshot.words.contains("the supervisor is shutting down"), "\(snapshot.words)")
    }

    @Test("who waits for the answer of a stuck worker is told, though the worker has still to be killed")
    func stuck() async throws {
        let supervisor = try await Self.supervisorWithWorker()
        let upload = HTTPRequest.upload(TestPicture(counter: 1, width: 640, height: 480).bytes, to: Self.webhook)
        #expect(try await supervisor.http.send(upload).status == 200)
        kill(try await supervisor.workerPID(of: "door"), SIGSTOP)
        let requests = [HTTPRequest("GET", "/api/camera_proxy/door?width=100"), upload]
        let (waiting, isWaiting) = AsyncStream.makeStream(of: Void.self)
        let http = supervisor.http
        let answers = requests.map { request in
            Task { try await Self.answer(to: request, from: http, isWaiting: isWaiting) }
        }
        var iterator = waiting.makeAsyncIterator()
        for _ in requests { await iterator.next() }
        _ = try await Self.stop(supervisor)
        for answer in answers {
            let answer = try await answer.value
            #expect(answer.status == 503 && answer["Retry-After"] == "1", "\(answer)")
        }
    }

    @Test("a client that keeps its idle connection does not delay the end either")
    func idle() async throws {
        let supervisor = try await Self.supervisorWithWorker()
        var sockets: [StreamSocket] = []
        for client in [supervisor.http, supervisor.control] {
            let socket = try await client.connected { connection in
                _ = try connection.answer(to: HTTPRequest("GET", "/livez"))
                return connection.socket
            }
            sockets.append(socket)
        }
        let duration = try await Self.stop(supervisor)
        #expect(duration < Self.soon)
        #expect(sockets.allSatisfy { $0.waitForDisconnect(until: .now() + .seconds(1)) })
    }
}
