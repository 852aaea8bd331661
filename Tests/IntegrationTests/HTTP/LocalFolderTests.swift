import TestSupport
import Testing

/// `/local/`: files that clients take their time with.
@Suite("The local folder", .takesTurns)
struct LocalFolderTests {
    private static let camera = "cameras: { demo: { platform: demo } }"
    private static let large = [UInt8](repeating: 7, count: 16 << 20)

    @Test("a large file comes whole, and HEAD tells its length")
    func whole() async throws {
        let supervisor = try await RunningSupervisor(
            Self.camera,
            http: "local: .",
            files: ["large.mp4": Self.large]
        )
        let answer = try await supervisor.http.get("/local/large.mp4")
        #expect(answer.status == 200 && answer.body == Self.large)
        #expect(answer["Content-Type"] == "video/mp4")
        let head = try await supervisor.http.head("/local/large.mp4")
        #expect(head.status == 200 && head["Content-Length"] == "\(Self.large.count)")
    }

    @Test("clients that do not read on cost a piece each, not a file each")
    func slow() async throws {
        let supervisor = try await RunningSupervisor(
            Self.camera,
            http: "local: .",
            files: ["large.mp4": Self.large]
        )
        let pid = supervisor.program.pid
        let before = try #require(ProcFS.residentKilobytes(of: pid))
        var sockets: [StreamSocket] = []
        for _ in 0..<30 {
            let socket = try await supervisor.http.connected(receiveBuffer: 65_536) { connection in
                try connection.send(HTTPRequest("GET", "/local/large.mp4"))
                #expect(try connection.readHead().status == 200)
                return connection.socket
            }
            sockets.append(socket)
        }
        let after = try #require(ProcFS.residentKilobytes(of: pid))
        // Whole files would be 480 MB.
        #expect(after - before < 60_000, "\(after - before) kB")
        #expect(try await supervisor.http.get("/local/large.mp4").body.count == Self.large.count)
        #expect(sockets.count == 30)
    }
}
