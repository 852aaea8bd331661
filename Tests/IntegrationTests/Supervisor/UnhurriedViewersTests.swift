import Shared
import TestSupport
import Testing

/// A viewer that does not ask for a frame is no reason to think that the camera's worker hangs.
@Suite("Viewers that are in no hurry", .takesTurns)
struct UnhurriedViewersTests {
    @Test("one that stops reading and one with a long interval: no worker is replaced, no camera called stale")
    func workersLive() async throws {
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              stalled: { platform: demo, width: 1280, height: 720, framerate: 20, stale_after: 1 s }
              paced: { platform: demo, framerate: 20, stale_after: 1 s }
            """
        )
        let stalled = StreamViewer(
            supervisor.endpoint,
            "/api/camera_proxy_stream/stalled",
            pause: .seconds(600),
            receiveBuffer: 4_096
        )
        let paced = supervisor.viewer("paced?interval=60")
        try await waitUntil("both have a picture") { stalled.partCount == 1 && paced.partCount == 1 }
        // At 3 × `stale_after` a worker that owes a frame is killed; here nobody has asked for one for twice as long.
        var states: Set<String> = []
        try await waitUntil("no frame was asked for in 6 s", within: .seconds(60), lastSeen: "\(states)") {
            let cameras = try await supervisor.cameras()
            states.formUnion(cameras.map(\.state))
            return cameras.allSatisfy { ($0.frameAge ?? 0) > 6 && $0.viewers == 1 }
        }
        #expect(states.isSubset(of: ["live", "idle"]), "\(states)")
        for camera in try await supervisor.cameras() {
            #expect(camera.lastExits.isEmpty && camera.worker.generation == 1, "\(camera)")
        }
        #expect(stalled.isWatching && paced.isWatching)
        #expect(paced.partCount == 1)
        // Who asks gets a picture at once, of the same workers.
        for id in ["stalled", "paced"] { #expect(try await supervisor.still(id).status == 200) }
    }
}
