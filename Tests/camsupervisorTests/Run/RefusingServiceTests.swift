import CLinux
import IPC
import Logging
import Shared
import TestSupport
import Testing
import UnixSignals

@testable import camsupervisor

@Suite("RefusingService: what stands in for an unusable configuration")
struct RefusingServiceTests {
    private static let error = "camsupervisor.yaml:3:5: error: \"mjpg_url\" is no option"

    /// A service on a socket of the test's own, and its end.
    private func with(
        _ sockets: ListeningDescriptor...,
        endedBy signal: UnixSignal = .sigterm,
        alsoPassing others: [Int32] = [],
        _ body: @escaping @Sendable (HTTPClient) async throws -> Void
    ) async throws -> Bool {
        let (signals, sender) = AsyncStream.makeStream(of: UnixSignal.self)
        let service = RefusingService(
            error: Self.error,
            sockets: InheritedSockets(http: others + sockets.map(\.rawValue)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let client = HTTPClient(port: try #require(sockets.first).port)
        async let isReload = service.run(until: signals)
        do {
            try await body(client)
        } catch {
            sender.yield(signal)
            _ = await isReload
            throw error
        }
        sender.yield(signal)
        return await isReload
    }

    @Test("everything is 503 with the error in words, but for the probe that says we live")
    func answers() async throws {
        _ = try await self.with(ListeningDescriptor()) { client in
            for path in ["/", "/readyz", "/api/camera_proxy/yard", "/api/camera_proxy_stream/yard", "/livez/x"] {
                let answer = try await client.get(path)
                #expect(answer.status == 503, "\(path)")
                #expect(answer["Retry-After"] == "60" && answer["Content-Type"] == "application/problem+json")
                #expect(answer.text.contains("unusable configuration: camsupervisor.yaml:3:5: error:"), "\(answer)")
                #expect(answer["X-Content-Type-Options"] == "nosniff", "\(path)")
            }
            let upload = try await client.post("/api/webhook/some-webhook", body: [1, 2, 3])
            #expect(upload.status == 503)
            let alive = try await client.get("/livez", fields: ["Host": "monitor.example"])
            #expect(alive.status == 200 && alive.text == "ok\n")
        }
    }

    @Test("its connections are ours: HEAD without a body, pipelined requests in order, HTTP/1.0 closed")
    func connections() async throws {
        _ = try await self.with(ListeningDescriptor()) { client in
            try await client.connected { connection in
                let requests = [HTTPRequest("HEAD", "/livez"), HTTPRequest("HEAD", "/"), HTTPRequest("GET", "/livez")]
                try connection.send(requests.flatMap(\.bytes))
                #expect(try connection.readResponse(to: "HEAD").status == 200)
                #expect(try connection.readResponse(to: "HEAD").status == 503)
                #expect(try connection.readResponse().text == "ok\n")
                try connection.send(Array("GET /livez HTTP/1.0\r\n\r\n".utf8))
                #expect(try connection.readResponse().text == "ok\n")
                #expect(try connection.readSome().isEmpty)
            }
        }
    }

    @Test("SIGHUP is a reload, every other signal the end")
    func signals() async throws {
        for (signal, isReload) in [(UnixSignal.sighup, true), (.sigterm, false), (.sigint, false)] {
            let result = try await self.with(ListeningDescriptor(), endedBy: signal) { client in
                let alive = try await client.get("/livez").status
                #expect(alive == 200)
            }
            #expect(result == isReload, "\(signal)")
        }
    }

    @Test("the socket goes on listening afterwards: who comes meanwhile waits for what is served next")
    func socketStays() async throws {
        let socket = try ListeningDescriptor()
        for _ in 1...2 {
            _ = try await self.with(socket, endedBy: .sighup) { client in
                let alive = try await client.get("/livez").status
                #expect(alive == 200)
            }
        }
        let endpoint = Endpoint.port(socket.port)
        let waiting = try await onThread { try HTTPConnection(to: endpoint).socket }
        #expect(!waiting.waitForDisconnect(until: .now()))
    }

    @Test("a descriptor that is no socket does not keep the others from being served")
    func uselessDescriptor() async throws {
        let null = linux_open("/dev/null", O_RDONLY)
        defer { close(null) }
        _ = try await self.with(ListeningDescriptor(), alsoPassing: [null]) { client in
            let alive = try await client.get("/livez").status
            #expect(alive == 200)
        }
    }

    @Test("a reload by command on the control socket: refused with every error, taken when the file is mended")
    func reloadByCommand() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let (file, control) = try SocketFile.listen(at: path, mode: 0o600, backlog: 8)
        defer {
            file.remove()
            close(control)
        }
        let text = Replaceable("cameras: 5")
        let http = try ListeningDescriptor()
        let (signals, sender) = AsyncStream.makeStream(of: UnixSignal.self)
        let sockets = InheritedSockets(http: [http.rawValue], control: [control])
        var service = RefusingService(
            error: Self.error,
            sockets: sockets,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            load: { ConfigurationText.load(text.current) },
            switchedOff: { (try? CameraID("gate")).map { [$0] } ?? [] }
        )
        service.begin = { sender.yield(.sighup) }
        async let isReload = service.run(until: signals)
        let client = HTTPClient(.unix(path))
        let broken = try await client.post("/api/v1/reload")
        #expect(broken.status == 422 && broken.text.contains("camsupervisor.yaml:1:10"), "\(broken)")
        let other = try await client.get("/api/v1/cameras")
        #expect(other.status == 503)
        let network = try await HTTPClient(port: http.port).post("/api/v1/reload")
        #expect(network.status == 503, "only the control socket's")
        text.replace(with: "cameras: { yard: { platform: demo }, gate: { platform: demo } }")
        let dry = try await client.post("/api/v1/reload?dry_run=1")
        #expect(dry.status == 200 && dry.text.contains(#""applied":false"#), "\(dry)")
        #expect(dry.text.contains("start yard · leave off gate"), "\(dry)")
        let taken = try await client.post("/api/v1/reload")
        #expect(taken.status == 200 && taken.text.contains(#""applied":true"#), "\(taken)")
        #expect(await isReload)
    }
}
