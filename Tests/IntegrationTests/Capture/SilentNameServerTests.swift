import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// A name server that takes questions and never answers, in a mount namespace of the supervisor's own.
@Suite("A silent name server", .takesTurns)
struct SilentNameServerTests {
    /// As long as the resolver waits for both attempts.
    private static let silence = Duration.seconds(60)

    @Test("costs no missed pong, no restart, and no other camera a picture")
    func silent() async throws {
        try #require(getuid() == 0, "a name server needs port 53: run the tests as root")
        // An address of this process's own, so that two runs of the tests do not meet.
        let server = try SilentNameServer(address: "127.53.\(getpid() >> 8 & 255).\(getpid() & 254 + 1)")
        let folder = try TemporaryFolder()
        let resolv = try folder.write(
            "nameserver \(server.address)\noptions timeout:30 attempts:2\n",
            to: "resolv.conf"
        )
        let supervisor = try await RunningSupervisor(
            """
            supervision: { ping_interval: 1 s, ping_timeout: 3 s }
            cameras:
              nowhere: { platform: generic, still_image_url: 'http://camera.example/a.jpg' }
              nostream: { platform: mjpeg, mjpeg_url: 'http://camera.example/video' }
              demo: { platform: demo, framerate: 20 }
            """,
            launcher: [
                InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
                "/bin/sh", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"", resolv,
            ]
        )
        let demo = supervisor.viewer("demo")
        try await demo.waitForParts(5)
        let viewer = supervisor.viewer("nostream")
        let start = MonotonicTime.now()
        while MonotonicTime.now().since(start) < Self.silence {
            let answer = try await supervisor.still("nowhere")
            #expect(answer.status == 503)
            #expect(try await supervisor.http.get("/livez").status == 200)
            try await demo.waitForParts(20)
        }
        #expect(demo.isWatching && demo.largestGap(from: start) < .seconds(3), "\(demo.largestGap(from: start))")
        #expect(viewer.end == nil)
        for id in ["nowhere", "nostream", "demo"] {
            let camera = try await supervisor.camera(id)
            #expect(camera.lastExits.isEmpty && camera.worker.generation == 1, "\(id): \(camera)")
        }
        let reason = try await supervisor.camera("nowhere").reason ?? ""
        #expect(reason.contains("resolve") || reason.contains("time"), "\(reason)")
        #expect(server.questions > 0, "nobody asked it")
        #expect(try await supervisor.stop() == .code(0))
    }
}
