import Shared
import TestSupport
import Testing

/// Two of a hundred packets of video never come, as by UDP over a bad wireless network.
@Suite("Packets that get lost", .takesTurns)
struct LostPacketTests {
    @Test("pictures are left out and none is torn; stills, viewers and live video go on, on one worker")
    func lost() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--lose", "2", "--film", "640x368"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(60, within: .seconds(60))
        #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
        for _ in 1...3 {
            let still = try await supervisor.still("cam")
            #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        }
        #expect(camera.connections == 1)
        try await supervisor.expectOneWorker()
    }
}
