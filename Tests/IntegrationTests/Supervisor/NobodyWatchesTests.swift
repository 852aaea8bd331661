import Shared
import TestSupport
import Testing

/// Pull: a picture that nobody asked for stays in the worker.
@Suite("Cameras that nobody watches", .takesTurns)
struct NobodyWatchesTests {
    /// What is listened to: the cameras make 250 pictures each, 25 MB.
    private static let silence = Duration.seconds(10)
    /// Bytes that ten seconds of pongs and statistics of two workers may come to; one picture is a hundred times as much.
    private static let words: Double = 20_000

    @Test("while nobody watches, not one picture goes from worker to supervisor, though the camera's stream is open")
    func silent() async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .mjpeg(MJPEGScript { $0.picture.padding = 100_000 })
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              demo: { platform: demo, framerate: 25 }
              cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))' }
            """
        )
        let viewers = ["demo", "cam"].map { supervisor.viewer($0) }
        for viewer in viewers { try await viewer.waitForParts(3) }
        for viewer in viewers { viewer.stop() }
        try await waitUntil("nobody watches") { try await supervisor.cameras().allSatisfy { $0.viewers == 0 } }
        var last = try await Self.bytes(supervisor)
        try await waitUntil("what was under way has come") {
            let now = try await Self.bytes(supervisor)
            defer { last = now }
            return now == last
        }
        let made = camera.pictureCount
        // The interval that is looked at, no wait for an outcome.
        try await Task.sleep(for: Self.silence)
        let came = try await Self.bytes(supervisor) - last
        print(
            "\(camera.pictureCount - made) pictures made and \(Int(came)) bytes from workers in \(Self.silence) with nobody watching"
        )
        #expect(camera.pictureCount > made + 50)
        #expect(came < Self.words, "\(came) bytes")
        for view in try await supervisor.cameras() {
            #expect((view.frameAge ?? 0) > Self.silence.inSeconds * 0.9, "\(view)")
        }
    }

    /// All bytes that workers have sent.
    private static func bytes(_ supervisor: RunningSupervisor) async throws -> Double {
        let name = "camsupervisor_ipc_bytes_total{direction=\"in\"} "
        let page = try await supervisor.http.get("/metrics").text
        let line = try #require(page.split(separator: "\n").first { $0.hasPrefix(name) })
        return try #require(Double(line.dropFirst(name.count)))
    }
}
