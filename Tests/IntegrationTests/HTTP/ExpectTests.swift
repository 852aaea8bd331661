import Foundation
import TestSupport
import Testing

/// Clients that ask before they send a body, as curl does above 1 MB.
@Suite("Expect: 100-continue", .takesTurns)
struct ExpectTests {
    private static let cameras = "cameras: { door: { platform: push, webhook_id: the-door-webhook } }"
    private static let target = "/api/webhook/the-door-webhook"
    /// A picture above curl's bound; what follows the end of a JPEG belongs to nobody and is kept.
    private static let large = TestPicture(counter: 1).bytes + [UInt8](repeating: 0, count: 2 << 20)

    private static func supervisor() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(Self.cameras)
        _ = try await supervisor.workerPID(of: "door")
        return supervisor
    }

    /// What curl says of an upload.
    private static func curl(_ arguments: String..., to url: String) async throws -> String {
        let folder = try TemporaryFolder()
        let file = try folder.write(Self.large, to: "large.jpg")
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["--silent", "--show-error", "--verbose", "--max-time", "20", "--data-binary", "@\(file)"] + arguments
                + ["--header", "Content-Type: image/jpeg", url]
        )
        #expect(try await curl.waitForExit() == .code(0))
        try await curl.waitForOutput()
        return curl.standardError
    }

    @Test("curl is told to go on with its 2 MB, and they arrive")
    func curl() async throws {
        let supervisor = try await Self.supervisor()
        let words = try await Self.curl(to: "http://127.0.0.1:\(supervisor.port)\(Self.target)")
        #expect(words.contains("> Expect: 100-continue"), "\(words)")
        #expect(words.contains("< HTTP/1.1 100 Continue"), "\(words)")
        #expect(words.contains("< HTTP/1.1 200 OK"), "\(words)")
        #expect(try await supervisor.still("door", query: "").body == Self.large)
    }

    @Test("HTTP/1.0 is not told")
    func oldVersion() async throws {
        let supervisor = try await Self.supervisor()
        let url = "http://127.0.0.1:\(supervisor.port)\(Self.target)"
        let words = try await Self.curl("--http1.0", "--header", "Expect: 100-continue", to: url)
        #expect(!words.contains(" 100 Continue") && words.contains(" 200 OK"), "\(words)")
    }

    @Test("who would send to a webhook that is none is refused before the body, and the connection ends")
    func refused() async throws {
        let supervisor = try await Self.supervisor()
        let words = try await Self.curl(to: "http://127.0.0.1:\(supervisor.port)/api/webhook/no-such-webhook")
        #expect(words.contains("< HTTP/1.1 404 ") && !words.contains(" 100 Continue"), "\(words)")
        let isClosed = try await supervisor.http.connected { connection in
            let fields: HTTPFields = ["Expect": "100-continue", "Content-Length": "17000000"]
            try connection.send(HTTPRequest("POST", Self.target, fields: fields))
            let answer = try connection.readResponse()
            #expect(answer.status == 413 && answer.head.closesConnection, "\(answer)")
            return connection.isClosedByServer(within: .seconds(5))
        }
        #expect(isClosed)
    }

    @Test("behind other requests it is told when they have been answered")
    func pipelined() async throws {
        let supervisor = try await Self.supervisor()
        let picture = TestPicture(counter: 4).bytes
        let fields: HTTPFields = [
            "Expect": "100-continue", "Content-Length": "\(picture.count)", "Content-Type": "image/jpeg",
        ]
        try await supervisor.http.connected { connection in
            let before = HTTPRequest("GET", "/livez").bytes + HTTPRequest("GET", "/nothing").bytes
            try connection.send(before + HTTPRequest("POST", Self.target, fields: fields).bytes)
            #expect(try connection.readResponse().status == 200)
            #expect(try connection.readResponse().status == 404)
            #expect(try connection.readHead().status == 100)
            try connection.send(picture)
            #expect(try connection.readResponse().status == 200)
        }
    }

    @Test("a client that waits for the word, however long, gets it; the connection is kept")
    func patient() async throws {
        let supervisor = try await Self.supervisor()
        let picture = TestPicture(counter: 3).bytes
        let counter = try await supervisor.http.connected { connection in
            let fields: HTTPFields = [
                "Expect": "100-continue", "Content-Length": "\(picture.count)", "Content-Type": "image/jpeg",
            ]
            for _ in 1...2 {
                try connection.send(HTTPRequest("POST", Self.target, fields: fields))
                let word = try connection.readHead()
                #expect(word.status == 100 && word.fields.lines.isEmpty)
                try connection.send(picture)
                #expect(try connection.readResponse().status == 200)
            }
            return try connection.answer(to: HTTPRequest("GET", "/api/camera_proxy/door")).counter
        }
        #expect(counter == 3)
    }
}
