import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// No zombies, no orphans, no worker that hangs for ever.
@Suite("What becomes of processes", .takesTurns)
struct ProcessHygieneTests {

    @Test(
        "workers that exit at once, or fork twice and exit, leave no zombie, and restarts stay within the budget",
        arguments: [("/bin/false", 200), (TestPrograms.path(of: "forking-worker"), 24)]
    )
    func noZombies(worker: String, count: Int) async throws {
        let list = (1...count).map { "  demo_\($0): { platform: demo }" }
        // Before the first worker: what died while we waited for the supervisor counts too.
        let start = MonotonicTime.now()
        let supervisor = try await RunningSupervisor(
            "cameras:\n\(list.joined(separator: "\n"))",
            worker: worker
        )
        var firstSeen: [Int32: MonotonicTime] = [:]
        var longest = Duration.zero
        let end = MonotonicTime.now() + .seconds(6)
        while MonotonicTime.now() < end {
            let now = MonotonicTime.now()
            let zombies = ProcFS.zombies(of: supervisor.program.pid).map(\.pid)
            firstSeen = Dictionary(uniqueKeysWithValues: zombies.map { ($0, firstSeen[$0] ?? now) })
            // One that has just died is a zombie until it is reaped: microseconds, or what 200 starts at once leave of the
            // processor.
            longest = max(longest, firstSeen.values.map { now.since($0) }.max() ?? .zero)
            #expect(longest < .seconds(2))
            // The interval between two samples, not a wait for an outcome.
            try await Task.sleep(for: .milliseconds(100))
        }
        try await waitUntil("every camera has had a worker", within: .seconds(60)) {
            try await supervisor.cameras().count { $0.lastExits.isEmpty } == 0
        }
        let restarts = try await supervisor.cameras().map(\.worker.restarts).reduce(0, +)
        let seconds = Int(MonotonicTime.now().since(start).inSeconds) + 1
        #expect(restarts <= 20 * (seconds + 1), "\(restarts) restarts in \(seconds) s are more than 20 a second")
        print("\(count) of \(worker): \(restarts) restarts in \(seconds) s, a zombie is seen for \(longest) at most")
        let health = try await supervisor.http.get("/livez")
        #expect(health.status == 200)
    }

    /// Two things end a worker: the end of its socket, and the kernel's word that its parent has died.
    ///
    /// One that stands behind a relay sees no end of anything. (That the end of the socket is enough where the kernel's word is
    /// missing: `WorkerProgramTests`.)
    @Test(
        "when the supervisor is killed, no worker is left a second later, nor one that sees no end of its socket",
        arguments: [false, true]
    )
    func noOrphans(isRelayed: Bool) async throws {
        let folder = try TemporaryFolder()
        let relayed = try folder.write(try readFile(TestPrograms.path(of: "relayed-worker")), to: "worker", mode: 0o755)
        try folder.write("\(BuiltProducts.camworker())\n", to: "settings")
        let list = (1...10).map { "  demo_\($0): { platform: demo }" }
        let supervisor = try await RunningSupervisor(
            "cameras:\n\(list.joined(separator: "\n"))",
            worker: isRelayed ? relayed : nil
        )
        for number in 1...10 { _ = try await supervisor.workerPID(of: "demo_\(number)") }
        let workers = ProcFS.children(of: supervisor.program.pid).map(\.pid)
        // Should they survive, they are not to survive the test.
        defer { for worker in workers { kill(worker, SIGKILL) } }
        #expect(workers.count == 10)
        let start = MonotonicTime.now()
        supervisor.program.send(SIGKILL)
        try await waitUntil("every worker has gone", within: .seconds(1)) {
            // Dead is enough: reaping orphans is the business of the machine's process 1.
            workers.allSatisfy { ProcFS.status(of: $0)?.isAlive != true }
        }
        print("10 workers were gone \(MonotonicTime.now().since(start)) after the supervisor, relayed: \(isRelayed)")
    }

    @Test("a worker that ignores everything is killed, and stopping the supervisor takes less than 10 s")
    func boundedStop() async throws {
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              demo: { platform: demo }
              other: { platform: demo }
            """
        )
        let worker = try await supervisor.workerPID(of: "demo")
        kill(worker, SIGSTOP)
        supervisor.program.send(SIGTERM)
        let exit = try await supervisor.program.waitForExit(within: .seconds(10))
        #expect(exit == .code(0))
        #expect(ProcFS.status(of: worker) == nil)
    }
}
