import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("What recordings came to")
struct RecordingTotalsTests {
    static let reasons: [(any Error, RecordingTotals.Reason)] = [
        (WriteError.full("/a"), .diskFull), (WriteError.tooSlow("/a", waiting: 1), .diskSlow),
        (WriteError.silent("/a", .seconds(1)), .diskSlow), (WriteError.tooMany(32), .tooMany),
        (WriteError.exists("/a"), .name), (WriteError.noFolder("/a"), .name),
        (WriteError.failed("/a", doing: "write", errno: 5), .disk),
        (Recorder.Failure.unwritten(.full("/a"), kept: nil), .diskFull),
        (Recorder.Failure.noVideo(.hopeless), .noVideo), (Recorder.Failure.noVideo(.nothing(.seconds(10))), .noVideo),
        (Recorder.Failure.noVideo(.stopped(.shuttingDown)), .stopped), (CancellationError(), .disk),
    ]

    @Test("each failure has one reason of ours", arguments: reasons.indices)
    func reason(_ index: Int) {
        let (error, reason) = Self.reasons[index]
        #expect(RecordingTotals.Reason(error) == reason)
    }

    @Test("recordings are counted while they run and after; who may only view does not learn where they lie")
    func counted() async throws {
        let folder = try TemporaryFolder()
        let tokens = [
            AccessToken.example("viewer", "view-view-view-view", may: [.view]),
            AccessToken.example("mover", "move-move-move-move", may: [.view, .control]),
        ]
        let film = try await FilmServer(tokens: tokens)
        film.server.rules.replace(
            with: FrontRules(access: AccessPolicy(tokens: tokens), writeFolders: [folder.path])
        )
        let control: TestSupport.HTTPFields = ["Authorization": "Bearer move-move-move-move"]
        async let recorded = film.client.post("/api/v1/cameras/film/record?filename=x/a.mp4", fields: control)
        try await waitUntil("it is under way") { film.view.summary.recordings == 1 }
        film.open()
        film.parts(4)
        func metric(_ name: String) async throws -> String? {
            let page = try await film.get("/metrics", token: "view-view-view-view").text
            return page.split(separator: "\n").first { $0.hasPrefix("camsupervisor_\(name) ") }.map {
                String($0.split(separator: " ").last ?? "")
            }
        }
        try await waitUntil("it is written") { try await metric("recording_bytes_total") != "0" }
        #expect(try await metric("recordings_running") == "1")
        let seen = try await film.get("/api/v1/cameras/film", token: "view-view-view-view").text
        #expect(seen.contains(#""filename":"x/a.mp4""#) && !seen.contains(folder.path))
        #expect(try await film.client.get("/api/v1/cameras/film", fields: control).text.contains(folder.path))
        _ = try await film.client.post("/api/v1/cameras/film/record/stop", fields: control)
        #expect(try await recorded.status == 200)
        #expect(try await metric("recordings_running") == "0")
        #expect(try await metric("recordings_total") == "1")
        #expect(try await metric("recording_bytes_total") == "68")
    }
}
