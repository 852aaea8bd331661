import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// What a stream may do to its worker at worst; a decoder that aborts is imitated by a signal to the worker.
@Suite("Workers that die of their stream", .takesTurns)
struct DyingStreamTests {
    @Test(
        "a crash in a decoder is one restart: its viewer sees pictures again, nobody else anything",
        arguments: [SIGABRT, SIGSEGV]
    )
    func crash(_ signal: Int32) async throws {
        let camera = try await RTSPCamera.start()
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        let other = supervisor.viewer("other")
        try await viewer.waitForParts(10, within: .seconds(60))
        try await other.waitForParts(2)
        let worker = try await supervisor.workerPID(of: "cam")
        let start = MonotonicTime.now()
        kill(worker, signal)
        try await waitUntil("the next worker runs") { try await supervisor.camera("cam").worker.generation == 2 }
        let seen = viewer.partCount
        try await waitUntil("pictures are back", within: .seconds(20)) { viewer.partCount > seen + 20 }
        #expect(viewer.isWatching && other.isWatching)
        #expect(other.largestGap(from: start) < .seconds(2), "\(other.largestGap(from: start))")
        let exits = try await supervisor.camera("cam").lastExits
        #expect(exits.map(\.signal) == [signal], "\(exits)")
        #expect(try await supervisor.camera("other").worker.generation == 1)
    }

    @Test("a film of 2.5 kB that makes libav ask for gigabytes is an error, and costs the worker little memory")
    func greedy() async throws {
        let folder =
            "\(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())/camworkerTests/Video/Samples"
        let supervisor = try await RunningSupervisor(
            """
            files: { read: ['\(folder)'] }
            cameras:
              cam: { platform: generic, stream_source: 'file://\(folder)/greedy.mp4' }
              other: { platform: demo }
            """
        )
        let reason = try await supervisor.reasonForNoStill()
        #expect(reason.contains("Cannot allocate memory"), "\(reason)")
        let worker = try await supervisor.workerPID(of: "cam")
        // 49 MB measured.
        let peak = try #require(ProcFS.field("VmHWM", of: worker)?.split(separator: " ").first.flatMap { Int($0) })
        #expect(peak < 200_000, "\(peak) kB")
    }

    @Test("libav that hangs in name resolution, where it cannot be stopped, costs its own worker and no other")
    func stuck() async throws {
        try #require(getuid() == 0, "a name server needs port 53: run the tests as root")
        let server = try SilentNameServer(address: "127.54.\(getpid() >> 8 & 255).\(getpid() & 254 + 1)")
        let folder = try TemporaryFolder()
        let resolv = try folder.write(
            "nameserver \(server.address)\noptions timeout:30 attempts:2\n",
            to: "resolv.conf"
        )
        let supervisor = try await RunningSupervisor.streaming(
            "rtsp://camera.example/live",
            launcher: [
                InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
                "/bin/sh", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"", resolv,
            ]
        )
        let other = supervisor.viewer("other")
        try await other.waitForParts(2)
        let start = MonotonicTime.now()
        let viewer = supervisor.viewer("cam")
        // 20 s for opening, then 5 s and a second or two.
        let exit = try await waitFor("the worker gives up", within: .seconds(60)) {
            try await supervisor.camera("cam").lastExits.first
        }
        #expect(exit.exitCode == 70, "\(exit)")
        #expect(exit.log.contains { $0.contains("stuck in libav: open") }, "\(exit)")
        #expect(MonotonicTime.now().since(start) < .seconds(50))
        #expect(other.isWatching && other.largestGap(from: start) < .seconds(2))
        #expect(viewer.isWatching)
        #expect(try await supervisor.camera("other").worker.generation == 1)
        #expect(server.questions > 0)
        #expect(try await supervisor.stop() == .code(0))
    }
}
