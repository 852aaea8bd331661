import Shared
import TestSupport
import Testing

@Suite("camera.restart", .takesTurns)
struct RestartServiceTests {
    @Test("replaces the camera's worker and no other, and who watches goes on watching")
    func restart() async throws {
        let supervisor = try await RunningSupervisor(
            """
            supervision: { first_restart_delay: 100 ms, initial_backoff: 100 ms, maximum_backoff: 100 ms, jitter: 0 }
            cameras:
              yard: { platform: demo, width: 320, height: 180 }
              gate: { platform: demo, width: 320, height: 180 }
            """
        )
        let (yard, gate) = (try await supervisor.workerPID(of: "yard"), try await supervisor.workerPID(of: "gate"))
        let viewer = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/yard")
        try await viewer.waitForParts(2)
        let answer = try await supervisor.call("camera/restart", on: "camera.yard")
        #expect(answer.status == 200, "\(answer)")
        try await waitUntil("yard has another worker", lastSeen: supervisor.program.standardError) {
            let worker = try await supervisor.camera("yard").worker
            return worker.phase == "running" && worker.pid != yard
        }
        #expect(try await supervisor.workerPID(of: "gate") == gate)
        // Of the new worker: none of the old one can be under way any more when these have come.
        try await viewer.waitForParts(viewer.seen.partCount + 5)
        #expect(viewer.isWatching && viewer.seen.end == nil)
        #expect(try await supervisor.camera("yard").lastExits.first?.reason == "restart asked for")
    }
}
