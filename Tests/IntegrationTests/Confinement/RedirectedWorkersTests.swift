import Shared
import TestSupport
import Testing

/// A port that only the camera's answer names is not open to the worker that hears it.
@Suite("Workers whose camera redirects to another port", .takesTurns)
struct RedirectedWorkersTests {
    private static func expectOneReplacement(_ supervisor: RunningSupervisor, _ port: UInt16) async throws {
        let view = try await supervisor.camera("cam")
        #expect(view.worker.generation == 2 && view.worker.restarts == 0 && !view.worker.parked)
        let exit = try #require(view.lastExits.first)
        #expect(exit.exitCode == 75 && exit.reason.hasPrefix("replaced"), "\(exit)")
        #expect(exit.log.contains { $0.contains("\(port)") }, "\(exit)")
        #expect(!supervisor.logLines(holding: "leads to TCP port \(port)").isEmpty)
    }

    @Test("a still: the one that asked gets its picture, after one replacement and never another")
    func still() async throws {
        let other = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let camera = try FakeCamera.start { $0["/a"] = .redirect(to: other.url("/still.jpg")) }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/a"))' } }"
        )
        for _ in 1...3 { #expect(try await supervisor.still("cam").status == 200) }
        try await Self.expectOneReplacement(supervisor, other.port)
        try await supervisor.restart("cam")
        try await waitUntil("the next worker runs") { try await supervisor.camera("cam").worker.generation == 3 }
        #expect(try await supervisor.still("cam").status == 200)
        #expect(try await supervisor.camera("cam").worker.generation == 3)
    }

    @Test("an MJPEG stream: its viewers stay connected")
    func stream() async throws {
        let other = try FakeCamera.start { $0["/video"] = .mjpeg(MJPEGScript()) }
        let camera = try FakeCamera.start { $0["/a"] = .redirect(to: other.url("/video")) }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/a"))' } }"
        )
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10)
        #expect(viewer.isWatching)
        try await Self.expectOneReplacement(supervisor, other.port)
    }

    @Test("a port where no camera is expected is refused in words, without a replacement")
    func closed() async throws {
        let camera = try FakeCamera.start { $0["/a"] = .redirect(to: "http://127.0.0.1:22/") }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/a"))' } }"
        )
        let refusal = try await supervisor.still("cam")
        #expect(refusal.status == 503 && refusal.text.contains("TCP port 22"), "\(refusal)")
        #expect(try await supervisor.camera("cam").worker.generation == 1)
    }

    @Test("a camera that leads from port to port gets four of them, and its worker is not replaced for ever")
    func wandering() async throws {
        let last = try FakeCamera.start { $0["/still.jpg"] = .still() }
        var target = last.url("/still.jpg")
        var chain: [FakeCamera] = []
        for _ in 1...5 {
            let next = target
            let camera = try FakeCamera.start { $0["/a"] = .redirect(to: next) }
            target = camera.url("/a")
            chain.append(camera)
        }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(target)' } }"
        )
        let reason = try await waitFor("the fifth port is refused", within: .seconds(30)) {
            let answer = try await supervisor.still("cam")
            return answer.text.contains("where no camera is expected") ? answer.text : nil
        }
        #expect(reason.contains("\(last.port)"))
        #expect(try await supervisor.camera("cam").worker.generation == 5)
    }
}
