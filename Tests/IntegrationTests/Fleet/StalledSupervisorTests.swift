import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// The machine that sleeps, or the supervisor that is stopped, makes every worker look silent at once.
@Suite("A supervisor that was stopped for a while", .alone)
struct StalledSupervisorTests {
    private static let cameras = (1...6).map { "demo_\($0)" }
    /// Far beyond every patience that is configured here: 1 s for a ping, 1.5 s for a picture. (A minute: `make soak`.)
    private static let pause = Duration.seconds(6)

    @Test("blames no worker: none is restarted, no camera called stale, and the viewers go on")
    func stalled() async throws {
        let list = Self.cameras.map { "  \($0): { platform: demo, width: 320, height: 180, stale_after: 500 ms }" }
        let supervisor = try await RunningSupervisor(
            """
            supervision: { ping_interval: 200 ms, ping_timeout: 1 s }
            cameras:
            \(list.joined(separator: "\n"))
            """
        )
        let viewers = Self.cameras.dropLast(2).map { supervisor.viewer($0) }
        for viewer in viewers { try await viewer.waitForParts(3) }
        var pids: [String: Int32] = [:]
        for camera in Self.cameras { pids[camera] = try await supervisor.workerPID(of: camera) }

        // The first picture of a slow machine may take longer than these cameras' patience.
        let staleBefore = supervisor.logLines(holding: "camera is stale").count
        supervisor.program.send(SIGSTOP)
        // The stimulus itself, no wait for an outcome.
        try await Task.sleep(for: Self.pause)
        supervisor.program.send(SIGCONT)

        // Three seconds of pictures: longer than each patience.
        for viewer in viewers { try await viewer.waitForParts(30) }
        for camera in Self.cameras {
            let view = try await supervisor.camera(camera)
            #expect(view.worker.pid == pids[camera], "\(camera): \(view.lastExits.first?.reason ?? "")")
            #expect(view.worker.generation == 1)
            #expect(view.lastExits.isEmpty)
        }
        #expect(viewers.count { $0.isWatching } == viewers.count)
        #expect(supervisor.logLines(holding: "camera is stale").count == staleBefore)
        #expect(supervisor.logLines(holding: "nothing was looked at for ").count == 1)
        #expect(Set(ProcFS.children(of: supervisor.program.pid).map(\.pid)) == Set(pids.values))
    }
}
