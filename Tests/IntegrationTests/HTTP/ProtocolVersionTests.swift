import TestSupport
import Testing

/// What a client says of its version, its connection and the host it means.
@Suite("HTTP/1.0, HTTP/1.1 and the Host", .takesTurns)
struct ProtocolVersionTests {
    private static func supervisor() async throws -> RunningSupervisor {
        try await RunningSupervisor("cameras: { demo: { platform: demo } }")
    }

    private static let livez = "GET /livez HTTP/1.0\r\n"

    @Test("HTTP/1.0 is answered and closed", arguments: ["", "Host: localhost\r\n", "Connection: close\r\n"])
    func version10(fields: String) async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            try connection.send(Array("\(Self.livez)\(fields)\r\n".utf8))
            let answer = try connection.readResponse()
            #expect(answer.text == "ok\n")
            #expect(answer["Connection"] == "close")
            #expect(try connection.readSome().isEmpty)
        }
    }

    @Test("HTTP/1.0 with keep-alive is answered, told so, and answered again")
    func keepAlive() async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            for _ in 1...3 {
                try connection.send(Array("\(Self.livez)Connection: Keep-Alive\r\n\r\n".utf8))
                let answer = try connection.readResponse()
                #expect(answer.text == "ok\n")
                #expect(answer["Connection"] == "keep-alive")
            }
            try connection.send(Array("\(Self.livez)\r\n".utf8))
            #expect(try connection.readResponse()["Connection"] == "close")
            #expect(try connection.readSome().isEmpty)
        }
    }

    @Test("HTTP/1.0 gets a stream too")
    func stream() async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            try connection.send(Array("GET /api/camera_proxy_stream/demo HTTP/1.0\r\n\r\n".utf8))
            #expect(try connection.readHead().status == 200)
            #expect(try !connection.readSome().isEmpty)
        }
    }

    @Test("HTTP/1.1 is kept until one of both says close; the answer to that says it too")
    func version11() async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            #expect(try connection.answer(to: HTTPRequest("GET", "/livez"))["Connection"] == nil)
            let last = try connection.answer(to: HTTPRequest("GET", "/livez", fields: ["Connection": "close"]))
            #expect(last["Connection"] == "close")
            #expect(try connection.readSome().isEmpty)
        }
    }

    static let wrong: [(String, String)] = [
        ("HTTP/1.1 without Host", "GET /livez HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
        ("two Hosts that agree", "GET /livez HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n"),
        ("two Hosts of HTTP/1.0", "GET /livez HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
        ("a version to come", "GET /livez HTTP/3.0\r\nHost: localhost\r\n\r\n"),
        ("no version", "GET /livez\r\nHost: localhost\r\n\r\n"),
    ]

    @Test("what RFC 9112 forbids is 400, after the answers before it, and the end of the connection", arguments: wrong)
    func refused(name: String, request: String) async throws {
        let supervisor = try await Self.supervisor()
        try await supervisor.http.connected { connection in
            let good = HTTPRequest("GET", "/livez").bytes
            try connection.send(good + Array(request.utf8) + good)
            #expect(try connection.readResponse().text == "ok\n")
            #expect(try connection.readResponse().status == 400)
            #expect(try connection.readSome().isEmpty)
        }
    }
}
