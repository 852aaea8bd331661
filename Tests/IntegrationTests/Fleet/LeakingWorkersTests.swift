import IPC
import Shared
import TestSupport
import Testing

/// A leak is one camera's trouble. (Here without control groups; under them the kernel ends it: Tests/System.)
@Suite("Workers that want too much memory", .takesTurns)
struct LeakingWorkersTests {
    /// Growth of the supervisor that would be a worker's memory and not its own.
    private static let growth = 16 * 1024

    @Test("one that leaks and one that takes all at once end with reason oom and start again; nobody else notices")
    func leaks() async throws {
        let folder = try TemporaryFolder()
        let program = try folder.write(
            try readFile(TestPrograms.path(of: "leaking-worker")),
            to: "leaking-worker",
            mode: 0o755
        )
        try folder.write("\(BuildIdentity.current)\n\(BuiltProducts.camworker())\n", to: "settings")
        let supervisor = try await RunningSupervisor(
            """
            supervision: { first_restart_delay: 100 ms, initial_backoff: 100 ms, maximum_backoff: 100 ms }
            defaults: { limits: { memory: 64 MiB } }
            cameras:
              calm: { platform: demo, width: 320, height: 180, limits: { memory: 256 MiB } }
              leak_slowly: { platform: demo }
              leak_at_once: { platform: demo }
            """,
            worker: program
        )
        let viewer = supervisor.viewer("calm")
        try await viewer.waitForParts(3)
        let pid = try await supervisor.workerPID(of: "calm")
        let before = ProcFS.residentKilobytes(of: supervisor.program.pid) ?? 0

        let expected = [
            "leak_slowly": "oom: it used ", "leak_at_once": "oom: it ran into the limit of its address space",
        ]
        for (camera, reason) in expected {
            try await waitUntil("\(camera) was ended three times", within: .seconds(60)) {
                try await supervisor.camera(camera).lastExits.count { $0.reason.hasPrefix(reason) } >= 3
            }
        }
        let words = try #require(try await supervisor.camera("leak_slowly").lastExits.first).reason
        #expect(words.hasSuffix("of memory, its limit is 64 MiB"), "\(words)")
        let after = ProcFS.residentKilobytes(of: supervisor.program.pid) ?? 0
        print("beside leaks: the supervisor had \(before) KiB and has \(after); \(words)")
        #expect(after - before < Self.growth)
        #expect(try await supervisor.workerPID(of: "calm") == pid)
        try await viewer.waitForParts(3)
        #expect(viewer.isWatching)
    }

    @Test("status says of each limit what keeps it, and why it is no control group")
    func status() async throws {
        let supervisor = try await RunningSupervisor("cameras: { d: { platform: demo, limits: { memory: 128 MiB } } }")
        _ = try await supervisor.workerPID(of: "d")
        let status = try await supervisor.command("status", "d")
        #expect(status.output.contains("memory 128 MiB by rlimits (no"), "\(status.output)")
        #expect(status.output.contains("processes 32 not kept (no"), "\(status.output)")
        #expect(supervisor.logLines(holding: "limits of workers: rlimits (no").count == 1)
    }
}
