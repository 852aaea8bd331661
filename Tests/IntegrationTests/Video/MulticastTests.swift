import Glibc
import Shared
import TestSupport
import Testing

/// A camera at the other end of a cable, each end in a network namespace of its own.
@Suite("RTSP by multicast", .takesTurns)
struct MulticastTests {
    @Test(
        "packets that the camera sends to a group come in",
        arguments: ["udp_multicast", "udp"]
    )
    func pictures(_ transport: String) async throws {
        try #require(getuid() == 0, "network namespaces need root: run the tests as root")
        let camera = TestPrograms.path(of: "rtsp-camera")
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                stream_source: rtsp://192.0.2.2:8554/live
                rtsp_transport: \(transport)
                framerate: 25
                stale_after: 3 s
            """,
            launcher: [TestPrograms.path(of: "cable"), camera],
            isElsewhere: true
        )
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        // Each was taken after it was asked for.
        for _ in 1...20 {
            let next = try await supervisor.still("cam")
            #expect(next.status == 200 && PictureCheck.isWholeJPEG(next.body), "\(next)")
        }
        let seen = try await supervisor.camera("cam")
        #expect(seen.lastExits.isEmpty && supervisor.logLines(holding: "seccomp:").isEmpty, "\(seen)")
        #expect(try await supervisor.stop() == .code(0))
    }
}
