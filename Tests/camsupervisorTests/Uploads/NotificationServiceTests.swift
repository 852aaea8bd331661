import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("NotificationService: what a camera posts, on its way to the worker")
struct NotificationServiceTests {
    private static let target = "/api/webhook/post-post-post"
    private static let camera = "eye"

    /// A server of the test's own, with a worker for its ONVIF camera.
    private func with(
        patience: Duration = NotificationService.standardPatience,
        _ body: (InProcessServer, UploadWorker) async throws -> Void
    ) async throws {
        let onvif = ONVIFConfiguration(
            device: try CameraURL("http://192.0.2.10/onvif/device_service"),
            webhook: ONVIFWebhook(base: try CameraURL("http://192.0.2.5"), id: Secret("post-post-post"))
        )
        let eye = CameraConfiguration(
            id: try CameraID(Self.camera),
            name: Self.camera,
            source: .onvif(onvif),
            staleAfter: .seconds(10)
        )
        let server = try await InProcessServer(
            tokens: [.example("viewer", "view-view-view-view", may: [.view])],
            folder: nil,
            notificationPatience: patience,
            more: [eye]
        )
        let worker = try await UploadWorker(of: server, camera: Self.camera)
        defer { worker.hangUp() }
        try await body(server, worker)
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) } }

    @Test("it arrives whole and unread, whatever it is said to be, without a token and with either method")
    func arrives() async throws {
        try await self.with { server, worker in
            let types = ["application/soap+xml; charset=utf-8", "text/plain", ""]
            var sent: [[UInt8]] = []
            for (number, size) in [0, 1, 1_000, 65_536, Limits.notification].enumerated() {
                let body = self.bytes(size)
                sent.append(body)
                let request = HTTPRequest(
                    number.isMultiple(of: 2) ? "POST" : "PUT",
                    Self.target,
                    fields: ["Content-Type": types[number % 3], "Content-Length": "\(size)"],
                    body: body
                )
                let answer = try await server.client.send(request)
                #expect(answer.status == 200, "\(answer)")
                try await waitUntil("it came") { worker.notifications.count == sent.count }
            }
            #expect(worker.notifications == sent)
            #expect(worker.uploads.isEmpty)
            #expect(server.services.counters.notifications(for: try CameraID(Self.camera)) == 5)
        }
    }

    @Test("a chunked body arrives as well, without its framing")
    func chunked() async throws {
        try await self.with { server, worker in
            let body = Array("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".utf8)
            let request = HTTPRequest("POST", Self.target, fields: ["Transfer-Encoding": "chunked"], body: body)
            #expect(try await server.client.send(request).status == 200)
            try await waitUntil("it came") { worker.notifications == [Array("hello world".utf8)] }
        }
    }

    @Test("what is too large, by its own word or as it turns out, is refused without troubling the worker")
    func tooLarge() async throws {
        try await self.with { server, worker in
            let size = Limits.notification + 1
            let said = try await server.client.send(
                HTTPRequest("POST", Self.target, fields: ["Content-Length": "\(size)"])
            )
            #expect(said.status == 413 && said.text.contains("up to 256 KiB"), "\(said)")
            let body = Array("\(String(size, radix: 16))\r\n".utf8) + self.bytes(size) + Array("\r\n0\r\n\r\n".utf8)
            let found = try await server.client.send(
                HTTPRequest("POST", Self.target, fields: ["Transfer-Encoding": "chunked"], body: body)
            )
            #expect(found.status == 413, "\(found)")
            #expect(worker.notifications.isEmpty)
            try self.expectNothingHeld(server)
        }
    }

    @Test("a sender that goes away in the middle leaves nothing behind")
    func aborted() async throws {
        try await self.with { server, worker in
            let half = HTTPRequest("POST", Self.target, fields: ["Content-Length": "200000"], body: self.bytes(100_000))
            for _ in 1...8 { try await server.client.connected { try $0.send(half) } }
            try await waitUntil("all of it is given back") { (try? self.expectNothingHeld(server)) != nil }
            #expect(try await server.client.post(Self.target, body: [1]).status == 200)
            try await waitUntil("it came") { worker.notifications == [[1]] }
        }
    }

    @Test("a camera whose worker is away is told so, and to come again")
    func away() async throws {
        try await self.with { server, worker in
            worker.hangUp()
            let answer = try await server.client.post(Self.target, body: [1])
            #expect(answer.status == 503, "\(answer)")
            #expect(answer["Retry-After"] == "1")
        }
    }

    @Test("a worker that reads no more is sent no more than its share, and all of it when it reads on")
    func stuck() async throws {
        try await self.with(patience: .milliseconds(200)) { server, worker in
            worker.stopReading()
            let body = self.bytes(Limits.notification)
            var (taken, words) = (0, "")
            // Its socket holds one or two; what waits is counted even though nobody waits for it any more.
            for _ in 1...20 where !words.contains("more notifications at once") {
                let answer = try await server.client.post(Self.target, body: body)
                #expect(answer.status == 200 || answer.status == 503, "\(answer)")
                if answer.status == 200 { taken += 1 } else { words = answer.text }
            }
            #expect(words.contains("camera 'eye': more notifications at once than its worker can take"), "\(words)")
            worker.readOn()
            try await waitUntil("all of it is given back") { (try? self.expectNothingHeld(server)) != nil }
            // What nobody waited for any more comes as well, in its order.
            let came = worker.notifications.count
            #expect(came > taken && worker.notifications.allSatisfy { $0 == body })
            #expect(try await server.client.post(Self.target, body: [1]).status == 200)
            try await waitUntil("it came") { worker.notifications.last == [1] }
        }
    }

    @Test("a worker that reads no more is said to be stuck")
    func stuckInWords() async throws {
        try await self.with(patience: .milliseconds(200)) { server, worker in
            worker.stopReading()
            var words: [String] = []
            for _ in 1...4 {
                words.append(try await server.client.post(Self.target, body: self.bytes(Limits.notification)).text)
            }
            #expect(words.contains { $0.contains("camera 'eye': its worker has taken nothing for 200 ms") }, "\(words)")
        }
    }

    @Test("another name leads nowhere, and no word of it is in the answer")
    func unknown() async throws {
        try await self.with { server, _ in
            let answer = try await server.client.post("/api/webhook/guess-guess-guess", body: [1])
            #expect(answer.status == 404 && !answer.text.contains("guess"), "\(answer)")
        }
    }

    private struct StillHeld: Error {}

    /// Whether everything that the camera may have in flight could be taken.
    private func expectNothingHeld(_ server: InProcessServer) throws {
        let camera = try CameraID(Self.camera)
        do throws(UploadBudget.Refusal) {
            try server.notifications.take(Limits.notificationsOfCamera, for: camera)
        } catch {
            throw StillHeld()
        }
        server.notifications.giveBack(Limits.notificationsOfCamera, for: camera)
    }
}
