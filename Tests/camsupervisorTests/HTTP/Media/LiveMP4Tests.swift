import HTTPTypes
import IPC
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Live MP4, with the test as the worker")
struct LiveMP4Tests {
    /// A client that reads on a thread of its own.
    private final class Viewer: Sendable {
        struct Seen {
            var head: HTTPResponseHead?
            var bytes: [UInt8] = []
            var isOver = false
        }

        private let seen = Mutex(Seen())
        private let task = Mutex<Task<Void, Never>?>(nil)

        init(_ film: FilmServer, token: String? = nil) {
            let client = film.client
            let fields: TestSupport.HTTPFields = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
            let task = Task {
                _ = try? await client.connected { connection in
                    try connection.send(HTTPRequest("GET", "/api/camera_stream/film.mp4", fields: fields))
                    let head = try connection.readHead()
                    self.seen.withLock { $0.head = head }
                    while let chunk = try connection.readChunk() { self.seen.withLock { $0.bytes += chunk } }
                }
                self.seen.withLock { $0.isOver = true }
            }
            self.task.withLock { $0 = task }
        }

        var now: Seen { self.seen.withLock { $0 } }
        var text: String { String(decoding: self.now.bytes.map { $0 < 32 ? UInt8(ascii: "0") : $0 }, as: UTF8.self) }

        /// Waits for so many bytes: four of the initialization segment and sixteen a part.
        func parts(_ count: Int) async throws {
            try await waitUntil("\(count) parts have come", lastSeen: self.text) {
                self.now.bytes.count >= 4 + 16 * count
            }
        }

        /// The decode times that stand in the parts.
        var times: [UInt64] {
            let bytes = self.now.bytes.dropFirst(4)
            return stride(from: bytes.startIndex, to: bytes.endIndex - 15, by: 16).map { start in
                bytes[(start + 4)..<(start + 12)].reduce(0) { $0 << 8 | UInt64($1) }
            }
        }
    }

    @Test("it begins with the initialization segment and the newest key frame, at 0, and goes on")
    func begins() async throws {
        let film = try await FilmServer()
        film.view.playerAsked()
        film.open()
        film.parts(6)
        let viewer = Viewer(film)
        try await viewer.parts(2)
        let head = try #require(viewer.now.head)
        #expect(head.status == 200)
        #expect(head.fields["Content-Type"] == "video/mp4; codecs=\"avc1.64001f\"")
        #expect(viewer.text.hasPrefix("init5..."))
        film.part()
        film.part()
        try await viewer.parts(4)
        #expect(viewer.times == [0, 45_000, 90_000, 135_000])
        #expect(film.view.summary.viewers == 1)
        film.view.end()
        try await waitUntil("it is over") { viewer.now.isOver }
        #expect(viewer.now.bytes.count == 4 + 16 * 4)
    }

    @Test("it waits for a camera that begins, and ends where another initialization segment begins")
    func coding() async throws {
        let film = try await FilmServer()
        let viewer = Viewer(film)
        try await waitUntil("video is wanted") { film.port.wants.last?.isOn == true }
        film.open()
        film.parts(2)
        try await viewer.parts(2)
        film.open()
        film.parts(2)
        try await viewer.parts(4)
        film.open("other")
        film.parts(1)
        try await waitUntil("it is over") { viewer.now.isOver }
        #expect(viewer.now.bytes.count == 4 + 16 * 4)
        try await waitUntil("nobody watches") { film.view.summary.viewers == 0 }
    }

    @Test("a token that is gone ends its viewers at once")
    func tokens() async throws {
        let seer = AccessToken.example("seer", "seer-seer-seer-seer", may: [.view])
        let film = try await FilmServer(tokens: [seer])
        let viewer = Viewer(film, token: "seer-seer-seer-seer")
        try await waitUntil("video is wanted") { film.port.wants.last?.isOn == true }
        film.open()
        film.parts(2)
        try await viewer.parts(2)
        film.server.streams.open.reviewAll()
        film.part()
        try await viewer.parts(3)
        film.server.rules.replace(with: FrontRules(access: AccessPolicy(tokens: [.example(may: [.view])])))
        film.server.streams.open.reviewAll()
        try await waitUntil("it is over") { viewer.now.isOver }
        try await waitUntil("nobody watches") { film.view.summary.viewers == 0 && film.server.streams.open.count == 0 }
    }

    @Test("HEAD is answered without opening anything for long")
    func head() async throws {
        let film = try await FilmServer()
        film.view.playerAsked()
        film.open()
        film.parts(2)
        let answer = try await film.client.head("/api/camera_stream/film.mp4")
        #expect(answer.status == 200 && answer.body.isEmpty)
        try await waitUntil("nobody watches") { film.view.summary.viewers == 0 }
    }
}
