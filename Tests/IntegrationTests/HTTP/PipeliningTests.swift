import TestSupport
import Testing

/// Several requests on one connection, sent before the first is answered.
@Suite("Pipelined requests", .takesTurns)
struct PipeliningTests {
    private static let cameras = """
        cameras:
          demo: { platform: demo }
          door: { platform: push, webhook_id: the-door-webhook }
        """
    private static let stream = HTTPRequest("GET", "/api/camera_proxy_stream/demo")

    /// A supervisor whose push camera has a picture, which stays the same.
    private static func supervisor() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(Self.cameras)
        _ = try await supervisor.workerPID(of: "door")
        let upload = HTTPRequest.upload(TestPicture(counter: 7).bytes, to: "/api/webhook/the-door-webhook")
        #expect(try await supervisor.http.send(upload).status == 200)
        return supervisor
    }

    /// One of the requests that are put in every order.
    enum Piece: CaseIterable {
        case still, headOfStill, nothing, ready

        var request: HTTPRequest {
            switch self {
            case .still: HTTPRequest("GET", "/api/camera_proxy/door")
            case .headOfStill: HTTPRequest("HEAD", "/api/camera_proxy/door")
            case .nothing: HTTPRequest("GET", "/nothing/here")
            case .ready: HTTPRequest("GET", "/readyz")
            }
        }

        func expect(_ answer: HTTPResponse) {
            switch self {
            case .still:
                #expect(answer.status == 200 && answer.counter == 7, "\(answer)")
            case .headOfStill:
                #expect(answer.status == 200 && answer.body.isEmpty, "\(answer)")
                #expect(answer["Content-Length"] == "\(TestPicture(counter: 7).bytes.count)", "\(answer)")
            case .nothing:
                #expect(answer.status == 404 && answer.text.contains("nothing at /nothing/here"), "\(answer)")
            case .ready:
                #expect(answer.status == 200 && answer.text == "ok\n", "\(answer)")
            }
        }
    }

    /// All orders of `pieces`.
    private static func orders<Element>(of pieces: [Element]) -> [[Element]] {
        guard pieces.count > 1 else { return [pieces] }
        return pieces.indices.flatMap { index in
            var rest = pieces
            let first = rest.remove(at: index)
            return Self.orders(of: rest).map { [first] + $0 }
        }
    }

    @Test("in every order the answers come in that order, and a stream at the end begins when all have been given")
    func everyOrder() async throws {
        let supervisor = try await Self.supervisor()
        for order in Self.orders(of: Piece.allCases) {
            try await supervisor.http.connected { connection in
                try connection.send(order.flatMap(\.request.bytes) + Self.stream.bytes)
                for piece in order { piece.expect(try connection.readResponse(to: piece.request.method)) }
                let head = try connection.readHead()
                #expect(head.fields["Content-Type"]?.hasPrefix("multipart/x-mixed-replace") == true, "\(head)")
                #expect(try !connection.readSome().isEmpty)
            }
        }
    }

    @Test("cut into single bytes they are the same requests")
    func bytewise() async throws {
        let supervisor = try await Self.supervisor()
        let order = Piece.allCases
        try await supervisor.http.connected { connection in
            for byte in order.flatMap(\.request.bytes) { try connection.send([byte]) }
            for piece in order { piece.expect(try connection.readResponse(to: piece.request.method)) }
        }
    }

    @Test(
        "what stands behind a stream is never answered inside it",
        arguments: ["GET /livez HTTP/1.1", "no HTTP at all"]
    )
    func behindStream(line: String) async throws {
        let supervisor = try await Self.supervisor()
        let seen = try await supervisor.http.connected { connection in
            let behind = Array("\(line)\r\nHost: localhost\r\n\r\n".utf8)
            try connection.send(Piece.ready.request.bytes + Self.stream.bytes + behind)
            _ = try connection.readResponse()
            let head = try connection.readHead()
            #expect(head.status == 200 && head.closesConnection)
            // Several pictures of some 20 kB.
            var seen: [UInt8] = []
            while seen.count < 200_000 { seen += try connection.readSome() }
            return seen
        }
        #expect(seen.firstRange(of: Array("HTTP/1.".utf8)) == nil)
        #expect(seen.ranges(of: Array("--frameboundary\r\nContent-Type: image/jpeg\r\n".utf8)).count >= 3)
    }

    static let paths = [
        "/", "/livez", "/readyz", "/readyz/cameras/door", "/api/v1/cameras/none", "/api/camera_proxy/door",
        "/api/camera_proxy/none", "/api/camera_proxy/door?width=x", "/api/camera_proxy_stream/none", "/nothing",
    ]

    @Test("HEAD has the headers of GET and no body")
    func head() async throws {
        let supervisor = try await Self.supervisor()
        for path in Self.paths {
            let get = try await supervisor.http.get(path)
            let (head, next) = try await supervisor.http.connected { connection in
                // A body would be read as the next answer.
                try connection.send(HTTPRequest("HEAD", path).bytes + HTTPRequest("GET", "/livez").bytes)
                return (try connection.readResponse(to: "HEAD"), try connection.readResponse())
            }
            #expect(head.status == get.status, "\(path)")
            #expect(next.text == "ok\n", "\(path): \(next)")
            // The age grows; and GET was asked to close.
            let names = ["Age", "Connection"].map { $0.lowercased() }
            let comparable = { (answer: HTTPResponse) in
                answer.head.fields.lines.filter { !names.contains($0.name.lowercased()) }
            }
            #expect(comparable(head) == comparable(get), "\(path)")
        }
    }
}
