import IPC
import Shared
import TestSupport
import Testing

@Suite("HTTPConnection")
struct HTTPConnectionTests {
    private static let body = Array("0123456789".utf8)

    @Test("reads pipelined answers one by one, HEAD without body")
    func pipelining() async throws {
        let camera = try FakeCamera.start { $0["/x"] = .bytes(Self.body, type: "text/plain") }
        try await HTTPClient(camera.endpoint).connected { connection in
            let get = HTTPRequest("GET", "/x")
            let head = HTTPRequest("HEAD", "/x")
            try connection.send(get.bytes + head.bytes + get.bytes + HTTPRequest("GET", "/none").bytes)
            #expect(try connection.readResponse().body == Self.body)
            let answer = try connection.readResponse(to: "HEAD")
            #expect(answer.body == [] && answer["content-length"] == "10")
            #expect(try connection.readResponse().body == Self.body)
            #expect(try connection.readResponse().status == 404)
        }
        #expect(camera.totalConnections == 1)
    }

    struct Wire: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: String
        var body: String
        var testDescription: String { self.name }
    }

    @Test(
        "reads each framing",
        arguments: [
            Wire(name: "length", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", body: "abc"),
            Wire(name: "close", bytes: "HTTP/1.0 200 OK\r\n\r\nabcdef", body: "abcdef"),
            Wire(
                name: "chunked",
                bytes: "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
                body: "abc0123456789"
            ),
            Wire(name: "no content", bytes: "HTTP/1.1 204 No\r\n\r\nabc", body: ""),
        ]
    )
    func framing(wire: Wire) async throws {
        let camera = try FakeCamera.start { $0["/"] = .raw(Array(wire.bytes.utf8)) }
        #expect(try await HTTPClient(camera.endpoint).get("/").text == wire.body)
    }

    @Test(
        "what is no HTTP is an error with the words",
        arguments: [
            "nonsense\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "HTTP/1.1 200 OK\r\n",
        ]
    )
    func malformed(text: String) async throws {
        let camera = try FakeCamera.start { $0["/"] = .raw(Array(text.utf8)) }
        await #expect(throws: HTTPClientError.self) { try await HTTPClient(camera.endpoint).get("/") }
    }

    @Test("silence ends at the time limit")
    func timeout() async throws {
        let camera = try FakeCamera.start { $0["/"] = .silence }
        let client = HTTPClient(camera.endpoint, timeout: .milliseconds(50))
        let error = await #expect(throws: SocketError.self) { try await client.get("/") }
        #expect(error?.isTimeout == true)
    }

    @Test("nobody there is a refused connection")
    func refused() async throws {
        let client = HTTPClient(port: try FreePort.take())
        let error = await #expect(throws: SocketError.self) { try await client.get("/") }
        #expect(error?.isDisconnect == true)
        let path = try TemporaryFolder().path(of: "no.sock")
        let unix = await #expect(throws: SocketError.self) { try await HTTPClient(.unix(path)).get("/") }
        #expect(unix?.isDisconnect == true)
    }

    @Test("a half-sent request is answered when its rest comes, and the server's closing is noticed")
    func halves() async throws {
        let camera = try FakeCamera.start {
            $0["/x"] = .bytes(Self.body, type: "text/plain")
            $0.closesAfterAnswer = true
        }
        try await HTTPClient(camera.endpoint).connected { connection in
            let bytes = HTTPRequest("GET", "/x").bytes
            try connection.send(bytes.prefix(20))
            #expect(!connection.isClosedByServer(within: .milliseconds(30)))
            try connection.send(bytes.dropFirst(20))
            #expect(try connection.readResponse().body == Self.body)
            #expect(connection.isClosedByServer(within: .seconds(5)))
        }
    }

    @Test("a body is sent with its length, an upload as a form")
    func bodies() async throws {
        let camera = try FakeCamera.start { $0["/up"] = .status(200) }
        _ = try await HTTPClient(camera.endpoint).send(.upload([1, 2, 3], to: "/up", filename: "a \"b\".jpg"))
        let request = try #require(camera.requests.first)
        let text = String(decoding: request.body, as: UTF8.self)
        #expect(request.fields["content-length"] == "\(request.body.count)")
        #expect(request.fields["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
        #expect(text.contains("name=\"image\"; filename=\"a \"b\".jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"))
        #expect(text.contains("\r\n\r\n\u{1}\u{2}\u{3}\r\n--"))
    }
}
