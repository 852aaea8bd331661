import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("UploadService: an upload's way to the worker and back")
struct UploadServiceTests {
    private static let target = "/api/webhook/hook-hook-hook"

    /// A server of the test's own, with a worker for its push camera.
    private func with(
        patience: Duration = UploadService.standardPatience,
        _ body: (InProcessServer, UploadWorker) async throws -> Void
    ) async throws {
        let server = try await InProcessServer(tokens: [], folder: nil, uploadPatience: patience)
        let worker = try await UploadWorker(of: server)
        defer { worker.hangUp() }
        try await body(server, worker)
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) } }

    @Test("it arrives whole and in order, whatever its size")
    func sizes() async throws {
        try await self.with { server, worker in
            let chunk = Limits.pushChunk
            for (number, size) in [0, 1, 1_000, chunk - 1, chunk, chunk + 1, 3 * chunk, 1_000_000].enumerated() {
                let bytes = self.bytes(size)
                let answer = try await server.client.post(
                    Self.target,
                    fields: ["Content-Type": "image/jpeg"],
                    body: bytes
                )
                #expect(answer.status == 200, "\(answer)")
                let upload = try #require(worker.uploads.last)
                #expect(worker.uploads.count == number + 1)
                #expect(upload.bytes == bytes)
                #expect(upload.contentType == "image/jpeg")
                #expect(upload.chunks.count { $0.contains(.first) } == 1)
                #expect(upload.chunks.count { $0.contains(.last) } == 1)
                #expect(upload.chunks.first?.contains(.first) == true && upload.chunks.last?.contains(.last) == true)
                #expect(upload.largestChunk <= chunk)
            }
        }
    }

    @Test("a chunked body arrives as well, without its framing")
    func chunked() async throws {
        try await self.with { server, worker in
            let body = Array("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".utf8)
            let request = HTTPRequest("PUT", Self.target, fields: ["Transfer-Encoding": "chunked"], body: body)
            let status = try await server.client.send(request).status
            #expect(status == 200)
            #expect(worker.uploads.map(\.bytes) == [Array("hello world".utf8)])
        }
    }

    static let answers: [(Int, Int)] = [
        (200, 200), (400, 400), (413, 413), (415, 415), (503, 503), (302, 502), (0, 502), (-5, 502), (1_000, 502),
    ]

    @Test("the worker's verdict is the answer, with its words; nonsense is 502")
    func verdicts() async throws {
        try await self.with { server, worker in
            for (status, expected) in Self.answers {
                worker.answer(status, "the worker's \"words\"")
                let answer = try await server.client.post(Self.target, body: [1])
                #expect(answer.status == expected)
                if status == expected, status != 200 {
                    #expect(answer.text.contains(#""detail":"the worker's \"words\"""#), "\(answer)")
                }
            }
        }
    }

    @Test("a worker that answers with a picture is 502, and what the upload took of the budget comes back once")
    func pictureForVerdict() async throws {
        try await self.with { server, worker in
            worker.answer(picture: [1, 2, 3])
            for _ in 1...3 {
                let answer = try await server.client.post(Self.target, body: self.bytes(100_000))
                #expect(answer.status == 502)
                #expect(answer.text.contains("answered an upload with a picture"), "\(answer)")
            }
            for camera in ["drop", "yard"] {
                try server.uploads.take(Limits.uploadsInFlight / 2, for: try CameraID(camera))
            }
            #expect(throws: UploadBudget.Refusal.full) { try server.uploads.take(1, for: try CameraID("yard")) }
        }
    }

    @Test("an upload that finds no room is told which camera's, and whether it is this camera's own doing")
    func noRoom() async throws {
        try await self.with { server, _ in
            let drop = try CameraID("drop")
            try server.uploads.take(Limits.uploadsInFlight / 2, for: drop)
            let own = try await server.client.post(Self.target, body: self.bytes(1_000))
            #expect(own.status == 503 && own.text.contains("camera 'drop': too many uploads to it at once"), "\(own)")
            server.uploads.giveBack(Limits.uploadsInFlight / 2, for: drop)
            for other in ["yard", "shed"] {
                try server.uploads.take(Limits.uploadsInFlight / 2, for: try CameraID(other))
            }
            let all = try await server.client.post(Self.target, body: self.bytes(1_000))
            let words = "camera 'drop': too many uploads to all cameras at once"
            #expect(all.status == 503 && all.text.contains(words), "\(all)")
        }
    }

    @Test("what is too large by its own word is refused without troubling the worker")
    func tooLargeByHeader() async throws {
        try await self.with { server, worker in
            let fields: HTTPFields = ["Content-Length": "\(Limits.upload + 1)"]
            let answer = try await server.client.send(HTTPRequest("POST", Self.target, fields: fields))
            #expect(answer.status == 413)
            #expect(answer.text.contains("16 MiB"))
            #expect(worker.uploads.isEmpty)
        }
    }

    @Test("what turns out too large is refused, and the worker told to forget it")
    func tooLarge() async throws {
        try await self.with { server, worker in
            let megabyte = Array("100000\r\n".utf8) + [UInt8](repeating: 7, count: 1_048_576) + Array("\r\n".utf8)
            let status = try await server.client.connected { connection in
                let request = HTTPRequest("POST", Self.target, fields: ["Transfer-Encoding": "chunked"])
                try connection.send(request)
                for _ in 0..<17 { try connection.send(megabyte) }
                return try connection.readResponse().status
            }
            #expect(status == 413)
            try await waitUntil("the worker knows") { worker.uploads.first?.isAborted == true }
        }
    }

    @Test("a Content-Type that no sender needs is refused")
    func contentType() async throws {
        try await self.with { server, worker in
            let fields: HTTPFields = ["Content-Type": String(repeating: "x", count: PushChunk.maximumContentType + 1)]
            let status = try await server.client.post(Self.target, fields: fields, body: [1]).status
            #expect(status == 400)
            #expect(worker.uploads.isEmpty)
        }
    }

    @Test("senders that go away in the middle leave nothing behind: the worker forgets, and the next is served")
    func aborted() async throws {
        try await self.with { server, worker in
            let half = HTTPRequest(
                "POST",
                Self.target,
                fields: ["Content-Length": "1000000"],
                body: self.bytes(600_000)
            )
            for number in 1...(WorkerConnection.maximumQuestions + 4) {
                try await server.client.connected { try $0.send(half) }
                try await waitUntil("the worker knows of upload \(number)") {
                    worker.uploads.count(where: \.isAborted) == number
                }
            }
            let status = try await server.client.post(Self.target, body: self.bytes(9)).status
            #expect(status == 200)
        }
    }

    @Test("a worker that dies meanwhile is being replaced: 503, and come again")
    func dies() async throws {
        try await self.with { server, worker in
            let client = server.client
            let answer = try await client.connected { connection in
                try connection.send(HTTPRequest("POST", Self.target, fields: ["Content-Length": "5"], body: [1]))
                worker.hangUp()
                try connection.send([2, 3, 4, 5])
                return try connection.readResponse()
            }
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "1")
            #expect(answer.text.contains("being replaced"))
        }
    }

    @Test("a worker that takes an upload and never answers is 504 in words, and the next upload is not its victim")
    func silent() async throws {
        try await self.with(patience: .milliseconds(300)) { server, worker in
            worker.keepSilent()
            // As many as there may be questions at once, twice: what was given up counts no more.
            for _ in 1...2 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 1...WorkerConnection.maximumQuestions {
                        group.addTask { try await Self.expectTimeout(server) }
                    }
                    try await group.waitForAll()
                }
            }
            worker.answer(200)
            let status = try await server.client.post(Self.target, body: [1]).status
            #expect(status == 200)
        }
    }

    @Test("a worker that stops reading in the middle is 504 too")
    func deaf() async throws {
        try await self.with(patience: .milliseconds(300)) { server, worker in
            worker.stopReading()
            // Far more than the socket to the worker holds.
            try await Self.expectTimeout(server, body: self.bytes(4_000_000))
        }
    }

    private static func expectTimeout(_ server: InProcessServer, body: [UInt8] = [1]) async throws {
        let start = MonotonicTime.now()
        let answer = try await server.client.post(Self.target, body: body)
        #expect(answer.status == 504, "\(answer)")
        #expect(answer.text.contains("camera 'drop': its worker did not answer within 300 ms"), "\(answer)")
        let time = MonotonicTime.now().since(start)
        // Well below the 30 s that an upload usually has; 757 tests at once keep a thread waiting for seconds.
        #expect(time >= .milliseconds(300) && time < .seconds(20), "\(time)")
    }
}
