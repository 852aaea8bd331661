import IPC
import NIOCore
import Shared
import Synchronization
import TestSupport

@testable import camsupervisor

/// A server with one camera that has video, `film`, and this test as its worker.
final class FilmServer: Sendable {
    /// What the worker was told.
    final class Port: MediaPort {
        let generation: UInt32
        private let told = Mutex<[WantMedia]>([])

        init(generation: UInt32) {
            self.generation = generation
        }

        var wants: [WantMedia] { self.told.withLock { $0 } }

        func send(_ want: WantMedia) { self.told.withLock { $0.append(want) } }
    }

    let server: InProcessServer
    let view: MediaView
    let port = Port(generation: 1)
    private let script = Mutex(Script())

    private struct Script {
        var sequence: UInt64 = 0
        var epoch: UInt32 = 0
        var start: UInt64 = 0
    }

    /// - Parameter pictures: its `still_image_url`.
    init(tokens: [AccessToken] = [], pictures: String? = nil) async throws {
        let stream = StreamConfiguration(url: try CameraAddress("rtsp://192.0.2.1/film"))
        let camera = CameraConfiguration(
            id: try CameraID("film"),
            name: "film",
            source: .generic(.init(stillImageURL: try pictures.map { try CameraAddress($0) }, stream: stream)),
            staleAfter: .seconds(10)
        )
        self.server = try await InProcessServer(tokens: tokens, folder: nil, more: [camera])
        guard let view = self.server.hub[camera.id] else { preconditionFailure("it was configured") }
        self.view = view.media
        self.view.workerReady(self.port)
    }

    var client: HTTPClient { self.server.client }

    func get(_ path: String, token: String? = nil) async throws -> HTTPResponse {
        let fields: HTTPFields = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        return try await self.client.send(HTTPRequest("GET", path, fields: fields))
    }

    /// The folder of a player's URLs, `/api/hls/…/`.
    func folder(token: String? = nil) async throws -> String {
        let answer = try await self.get("/api/camera_stream/film", token: token)
        let quoted = answer.text.split(separator: "\"").map(String.init)
        guard answer.status == 200, quoted.count > 3 else { throw Unexpected(answer: answer.text) }
        return String(quoted[3].dropLast("master_playlist.m3u8".count))
    }

    struct Unexpected: Error {
        var answer: String
    }

    func open(_ segment: String = "init") {
        let start = self.script.withLock { script in
            script.epoch += 1
            script.start = 0
            return MediaStart(
                epoch: script.epoch,
                width: 640,
                height: 360,
                tracks: [.init(kind: .video, timescale: 90_000)],
                codecs: "avc1.64001f"
            )
        }
        _ = self.view.started(start, ByteBuffer(string: segment), generation: 1)
    }

    /// A part of half a second whose bytes tell its number.
    func part(key: Bool = false) {
        let part = self.script.withLock { script in
            script.sequence += 1
            defer { script.start += 500_000 }
            return MediaPart(
                captured: .now(),
                capturedWall: .now(),
                sequence: script.sequence,
                start: script.start,
                duration: 500_000,
                epoch: script.epoch,
                frames: 5,
                flags: key ? .independent : [],
                video: .init(time: script.start * 9 / 100, end: (script.start + 500_000) * 9 / 100, position: 4),
                audio: nil
            )
        }
        let bytes = ByteBuffer(string: "\(part.sequence)...") + ByteBuffer(repeating: 0x2D, count: 12)
        _ = self.view.arrived(part, bytes, generation: 1)
    }

    func parts(_ count: Int, keyEvery: Int = 4) {
        for number in 0..<count { self.part(key: number % keyEvery == 0) }
    }
}

private func + (left: ByteBuffer, right: ByteBuffer) -> ByteBuffer {
    var sum = left
    sum.writeImmutableBuffer(right)
    return sum
}
