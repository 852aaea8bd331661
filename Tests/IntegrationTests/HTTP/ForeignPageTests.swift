import TestSupport
import Testing

/// What a web page that the user visits may make the browser do here: nothing.
@Suite("Pages of others", .takesTurns)
struct ForeignPageTests {
    /// Without tokens: for this machine only.
    private static func supervisor() async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            cameras:
              demo: { platform: demo }
              door: { platform: push, webhook_id: the-door-webhook }
            """
        )
    }

    private static let pages = [
        "/", "/api/v1/cameras", "/api/v1/cameras/demo", "/api/camera_proxy/demo", "/api/camera_proxy_stream/none",
        "/local/x.jpg",
    ]

    @Test("without a token only the names of this host are served")
    func host() async throws {
        let supervisor = try await Self.supervisor()
        let port = supervisor.port
        for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
            for value in [host, "\(host):\(port)"] {
                let answer = try await supervisor.http.get("/api/v1/cameras", fields: ["Host": value])
                #expect(answer.status == 200, "\(value)")
            }
        }
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:\(port)", "192.0.2.7", "::1"] {
            for path in Self.pages {
                let answer = try await supervisor.http.get(path, fields: ["Host": host])
                #expect(answer.status == 403, "\(host)\(path)")
                #expect(answer.text.contains("http.tokens"), "\(answer)")
            }
            let restart = try await supervisor.http.post("/api/v1/cameras/demo/restart", fields: ["Host": host])
            #expect(restart.status == 403, "\(host)")
        }
    }

    @Test("a stream is refused to a foreign name as well: by a status, not by silence")
    func hostOfStream() async throws {
        let supervisor = try await Self.supervisor()
        let answer = try await supervisor.http.get("/api/camera_proxy_stream/demo", fields: ["Host": "evil.example"])
        #expect(answer.status == 403)
        #expect(try await supervisor.camera("demo").viewers == 0)
    }

    static let foreign: [(String, String)] = [
        ("Origin", "http://evil.example"), ("Origin", "null"), ("Origin", "http://localhost"),
        ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
    ]

    @Test("what changes anything is refused when another site asks", arguments: foreign)
    func changes(name: String, value: String) async throws {
        let supervisor = try await Self.supervisor()
        let worker = try await supervisor.workerPID(of: "demo")
        _ = try await supervisor.workerPID(of: "door")
        // As a browser writes it, with the port.
        let fields: HTTPFields = ["Host": "localhost:\(supervisor.port)", name: value]
        for command in ["restart", "stop", "start"] {
            let answer = try await supervisor.http.post("/api/v1/cameras/demo/\(command)", fields: fields)
            #expect(answer.status == 403, "\(command)")
            #expect(answer.text.contains("another site"), "\(answer)")
        }
        var upload = HTTPRequest.upload(TestPicture(counter: 1).bytes, to: "/api/webhook/the-door-webhook")
        for line in fields.lines { upload.fields.append(line.name, line.value) }
        #expect(try await supervisor.http.send(upload).status == 403)
        #expect(try await supervisor.workerPID(of: "demo") == worker)
        #expect(try await supervisor.still("door", query: "").status == 503)
        // Looking is free: the answer's own header keeps it from the page.
        #expect(try await supervisor.http.get("/api/v1/cameras", fields: fields).status == 200)
    }

    @Test("the own page may: with its Origin, with same-origin, and a program without either")
    func own() async throws {
        let supervisor = try await Self.supervisor()
        let authority = "localhost:\(supervisor.port)"
        let own: [HTTPFields] = [
            ["Host": authority], ["Host": authority, "Origin": "http://\(authority)"],
            ["Host": authority, "Sec-Fetch-Site": "same-origin"], ["Host": authority, "Sec-Fetch-Site": "none"],
        ]
        for fields in own {
            let answer = try await supervisor.http.post("/api/v1/cameras/demo/restart", fields: fields)
            #expect(answer.status == 202, "\(fields): \(answer)")
        }
    }

    @Test("a token in the URL lets any page show the picture: a dashboard's; without tokens it lets nobody")
    func embedded() async throws {
        let token = "tokens: [ { name: wall, token: wall-wall-wall-wall, may: [view] } ]"
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo } }", http: token)
        for path in ["/api/camera_proxy/demo", "/api/camera_proxy_stream/demo"] {
            let answers = [
                (path + "?token=wall-wall-wall-wall", HTTPFields(), "cross-origin"),
                (path, ["Authorization": "Bearer wall-wall-wall-wall"], "same-origin"),
                (path, HTTPFields(), "same-origin"),
            ]
            for (target, fields, expected) in answers {
                let answer = try await supervisor.http.send(HTTPRequest("HEAD", target, fields: fields))
                #expect(answer["Cross-Origin-Resource-Policy"] == expected, "\(target) \(answer)")
            }
        }
        let stream = supervisor.viewer("demo?token=wall-wall-wall-wall")
        try await stream.waitForParts(1)
        #expect(try #require(stream.seen.head).fields["Cross-Origin-Resource-Policy"] == "cross-origin")
        let open = try await Self.supervisor()
        let answer = try await open.http.get("/api/camera_proxy/demo?token=wall-wall-wall-wall")
        #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
    }

    @Test("every answer is kept from foreign pages and taken for what it says it is")
    func protected() async throws {
        let supervisor = try await Self.supervisor()
        for path in Self.pages + ["/livez", "/nothing", "/api/camera_proxy/none", "/api/webhook/the-door-webhook"] {
            let answer = try await supervisor.http.get(path)
            #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin", "\(path)")
            #expect(answer["X-Content-Type-Options"] == "nosniff", "\(path)")
        }
        let stream = supervisor.viewer("demo")
        try await stream.waitForParts(1)
        let head = try #require(stream.seen.head)
        #expect(head.fields["Cross-Origin-Resource-Policy"] == "same-origin")
        #expect(head.fields["X-Content-Type-Options"] == "nosniff")
    }
}
