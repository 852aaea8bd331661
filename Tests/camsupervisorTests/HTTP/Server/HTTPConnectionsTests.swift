import TestSupport
import Testing

@testable import camsupervisor

@Suite("HTTP/1 on one connection")
struct HTTPConnectionsTests {
    @Test("a connection is kept for the next request, and pipelined ones are answered in order")
    func pipelined() async throws {
        let server = try await InProcessServer.open.value
        let answers = try await server.client.connected { connection in
            let paths = ["/livez", "/nothing", "/readyz/cameras/yard", "/livez"]
            try connection.send(paths.flatMap { HTTPRequest("GET", $0).bytes })
            return try paths.map { _ in try connection.readResponse().status }
        }
        #expect(answers == [200, 404, 200, 200])
    }

    @Test("an HTTP/1.0 client that did not ask for more gets its answer and the end of the connection")
    func http10() async throws {
        let server = try await InProcessServer.open.value
        let isClosed = try await server.client.connected { connection in
            try connection.send(Array("GET /livez HTTP/1.0\r\n\r\n".utf8))
            let answer = try connection.readResponse()
            return try answer.status == 200 && connection.readSome().isEmpty
        }
        #expect(isClosed)
    }

    @Test("Connection: close is obeyed", arguments: ["close", "Close", "keep-alive, close"])
    func close(_ value: String) async throws {
        let server = try await InProcessServer.open.value
        let isClosed = try await server.client.connected { connection in
            let answer = try connection.answer(to: HTTPRequest("GET", "/livez", fields: ["Connection": value]))
            return try answer.status == 200 && connection.readSome().isEmpty
        }
        #expect(isClosed)
    }

    static let broken: [(String, String)] = [
        ("no HTTP", "hello\r\n\r\n"),
        ("a header line without a colon", "GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n"),
        ("two lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
        (
            "a header of 40 kB",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n"
        ),
        (
            "150 headers",
            "GET / HTTP/1.1\r\nHost: localhost\r\n\((0..<150).map { "X-\($0): x\r\n" }.joined())\r\n"
        ),
    ]

    @Test("what is broken or too large is refused, and the connection ends", arguments: broken)
    func refused(_ name: String, _ bytes: String) async throws {
        let server = try await InProcessServer.open.value
        let (status, isClosed) = try await server.client.connected { connection in
            try connection.send(Array(bytes.utf8))
            let answer = try connection.readResponse()
            return (answer.status, try connection.readSome().isEmpty)
        }
        #expect((400..<500).contains(status))
        #expect(isClosed)
    }

    @Test("the request after a stream's is not answered inside the stream")
    func stream() async throws {
        let server = try await InProcessServer.open.value
        let head = try await server.client.connected { connection in
            try connection.send(
                HTTPRequest("GET", "/livez").bytes + HTTPRequest("GET", "/api/camera_proxy_stream/yard").bytes
                    + Array("\u{1}garbage\r\n\r\n".utf8)
            )
            let first = try connection.readResponse()
            let head = try connection.readHead()
            return first.status == 200 ? head : first.head
        }
        #expect(head.fields["Content-Type"] == "multipart/x-mixed-replace; boundary=frameboundary")
        #expect(head.fields["Content-Length"] == nil)
        #expect(head.closesConnection)
    }
}
