import IPC
import Shared
import TestSupport

/// A supervisor whose workers all film: `Tests/Programs/filming-worker`.
struct FilmingSupervisor: Sendable {
    let supervisor: RunningSupervisor
    private let folder: TemporaryFolder

    /// - Parameters:
    ///   - more: what stands in the file beside the cameras.
    ///   - options: further ones of each camera, after a comma.
    ///   - launcher: as of ``RunningSupervisor``.
    init(
        _ cameras: [String],
        more: String = "",
        options: String = "",
        launcher: [String] = []
    ) async throws {
        self.folder = try TemporaryFolder()
        try self.folder.write("\(BuildIdentity.current)\n", to: "settings")
        try self.folder.write(try readFile(TestPrograms.path(of: "film.mp4")), to: "film.mp4")
        let worker = try self.folder.write(
            try readFile(TestPrograms.path(of: "filming-worker")),
            to: "filming-worker",
            mode: 0o755
        )
        let list = cameras.map { "  \($0): { platform: generic, stream_source: 'rtsp://192.0.2.1/'\(options) }" }
        self.supervisor = try await RunningSupervisor(
            """
            supervision: { initial_backoff: 500 ms, maximum_backoff: 500 ms }
            \(more)
            cameras:
            \(list.joined(separator: "\n"))
            """,
            launcher: launcher,
            worker: worker
        )
    }

    var http: HTTPClient { self.supervisor.http }

    /// Of its master playlist, whole.
    func url(of camera: String) async throws -> String {
        "http://127.0.0.1:\(self.supervisor.port)\(try await self.path(of: camera))"
    }

    /// Of its master playlist, without the host.
    func path(of camera: String) async throws -> String {
        let answer = try await self.http.get("/api/camera_stream/\(camera)")
        let words = answer.text.split(separator: "\"").map(String.init)
        guard answer.status == 200, words.count > 3 else { throw NoURL(answer: "\(answer)") }
        return words[3]
    }

    func liveURL(of camera: String) -> String {
        "http://127.0.0.1:\(self.supervisor.port)/api/camera_stream/\(camera).mp4"
    }

    struct NoURL: Error {
        var answer: String
    }
}
