import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// What a worker that a camera has taken over may say costs its own camera only.
@Suite("Workers that speak wrongly", .takesTurns)
struct HostileWorkersTests {
    /// Growth of the supervisor beside eight frames of 16 MiB that are announced and never come.
    private static let growth = 16 * 1024

    /// The stub in a folder with its settings, which lives as long as the test.
    private static func stub(in folder: TemporaryFolder) throws -> String {
        try folder.write("\(BuildIdentity.current)\n\(BuiltProducts.camworker())\n", to: "settings")
        return try folder.write(
            try readFile(TestPrograms.path(of: "hostile-worker")),
            to: "hostile-worker",
            mode: 0o755
        )
    }

    static let reasons = [
        ("announce", "protocol: frame message of 4294967295 bytes"), ("stall", "hang: no ping was answered"),
        ("generation", "protocol: malformed pong message: generation "), ("early", "protocol: frame message "),
        ("random", "protocol: "), ("unknown", "protocol: message of unknown type 999 "),
    ]

    @Test(
        "4 GiB announced, a body that stalls, a wrong generation, a frame before hello, nonsense: each ends its worker, in words"
    )
    func violations() async throws {
        let folder = try TemporaryFolder()
        let stalls = (1...8).map { "  stall_\($0): { platform: demo }" }.joined(separator: "\n")
        let supervisor = try await RunningSupervisor(
            """
            supervision: { initial_backoff: 500 ms, maximum_backoff: 500 ms, ping_interval: 500 ms, ping_timeout: 2 s }
            cameras:
              calm: { platform: demo, width: 320, height: 180 }
              announce_1: { platform: demo }
              generation_1: { platform: demo }
              early_1: { platform: demo }
              random_1: { platform: demo }
              unknown_1: { platform: demo }
            \(stalls)
            """,
            worker: try Self.stub(in: folder)
        )
        let viewer = supervisor.viewer("calm")
        try await viewer.waitForParts(3)
        let pid = try await supervisor.workerPID(of: "calm")
        let before = ProcFS.residentKilobytes(of: supervisor.program.pid) ?? 0
        var peak = before
        for (camera, reason) in Self.reasons {
            try await waitUntil("\(camera) was ended three times", within: .seconds(60)) {
                peak = max(peak, ProcFS.residentKilobytes(of: supervisor.program.pid) ?? 0)
                let exits = try await supervisor.camera("\(camera)_1").lastExits
                // Another end is no step on the way: who waits for the right one would wait in vain.
                let strange = exits.first { !$0.reason.hasPrefix(reason) }
                #expect(strange == nil, "\(camera): \(strange?.reason ?? "")")
                return strange != nil || exits.count { $0.reason.hasPrefix(reason) } >= 3
            }
        }
        print("beside hostile workers: the supervisor had \(before) KiB, and \(peak) at most")
        #expect(peak - before < Self.growth)
        #expect(try await supervisor.workerPID(of: "calm") == pid)
        try await viewer.waitForParts(3)
        #expect(viewer.isWatching)
    }

    @Test("descriptors that a worker sends along reach nobody")
    func descriptors() async throws {
        let folder = try TemporaryFolder()
        let supervisor = try await RunningSupervisor(
            "cameras: { calm: { platform: demo }, descriptors_1: { platform: demo } }",
            worker: try Self.stub(in: folder)
        )
        _ = try await supervisor.workerPID(of: "calm")
        _ = try await supervisor.workerPID(of: "descriptors_1")
        try await waitUntil("its words have come") {
            try await supervisor.camera("descriptors_1").worker.phase == "running"
        }
        let mine = ProcFS.descriptors(of: supervisor.program.pid).values.count { $0 == "/dev/null" }
        // Its own standard input is one.
        #expect(mine <= 2)
    }

    @Test(
        "one that ignores `stop` and SIGTERM is killed after their patience, and its neighbour does not wait for that"
    )
    func deaf() async throws {
        let folder = try TemporaryFolder()
        let supervisor = try await RunningSupervisor(
            """
            supervision: { stop_grace: 500 ms, terminate_grace: 1 s }
            cameras: { calm: { platform: demo }, deaf_1: { platform: demo } }
            """,
            worker: try Self.stub(in: folder)
        )
        let calm = try await supervisor.workerPID(of: "calm")
        let deaf = try await supervisor.workerPID(of: "deaf_1")
        let start = MonotonicTime.now()
        #expect(try await supervisor.command("stop", "deaf_1").exit == .code(0))
        try await waitUntil("it has ended") { try await !supervisor.camera("deaf_1").lastExits.isEmpty }
        let took = MonotonicTime.now().since(start)
        #expect(took >= .milliseconds(1_400) && took < .seconds(5), "\(took)")
        let exit = try #require(try await supervisor.camera("deaf_1").lastExits.first)
        #expect(exit.signal == SIGKILL && exit.reason == "asked to stop")
        #expect(ProcFS.status(of: deaf) == nil)
        #expect(try await supervisor.workerPID(of: "calm") == calm)
    }
}
