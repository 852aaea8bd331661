import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// No zombies, no orphans, no worker that hangs for ever.
@Suite("What becomes of processes", .takesTurns)
struct ProcessHygieneTests {
    @Test("200 workers that exit at once leave no zombie, and restarts stay within the budget")
    func noZombies() async throws {
        let list = (1...200).map { "  demo_\($0): { platform: demo }" }
        // Before the first worker: what died while we waited for the supervisor counts too.
        let start = MonotonicTime.now()
        let supervisor = try await RunningSupervisor(
            "cameras:\n\(list.joined(separator: "\n"))",
            worker: "/bin/false"
        )
        var firstSeen: [Int32: MonotonicTime] = [:]
        let end = MonotonicTime.now() + .seconds(3)
        while MonotonicTime.now() < end {
            let now = MonotonicTime.now()
            let zombies = ProcFS.zombies(of: supervisor.program.pid).map(\.pid)
            firstSeen = Dictionary(uniqueKeysWithValues: zombies.map { ($0, firstSeen[$0] ?? now) })
            // One that has just died is a zombie until it is reaped: microseconds, or what 200 starts at once leave of the
            // processor.
            #expect(firstSeen.values.allSatisfy { now.since($0) < .seconds(2) })
            // The interval between two samples, not a wait for an outcome.
            try await Task.sleep(for: .milliseconds(100))
        }
        try await waitUntil("every camera has had a worker", within: .seconds(60)) {
            try await supervisor.cameras().count { $0.lastExits.isEmpty } == 0
        }
        let restarts = try await supervisor.cameras().map(\.worker.restarts).reduce(0, +)
        let seconds = Int(MonotonicTime.now().since(start).inSeconds) + 1
        #expect(restarts <= 20 * (seconds + 1), "\(restarts) restarts in \(seconds) s are more than 20 a second")
        let health = try await supervisor.http.get("/livez")
        #expect(health.status == 200)
    }

    @Test("when the supervisor is killed, no worker is left a second later")
    func noOrphans() async throws {
        let list = (1...10).map { "  demo_\($0): { platform: demo }" }
        let supervisor = try await RunningSupervisor("cameras:\n\(list.joined(separator: "\n"))")
        for number in 1...10 { _ = try await supervisor.workerPID(of: "demo_\(number)") }
        let workers = ProcFS.children(of: supervisor.program.pid).map(\.pid)
        #expect(workers.count == 10)
        supervisor.program.send(SIGKILL)
        try await waitUntil("every worker has gone", within: .seconds(1)) {
            // Dead is enough: reaping orphans is the business of the machine's process 1.
            workers.allSatisfy { ProcFS.status(of: $0)?.isAlive != true }
        }
    }

    @Test("a stopped worker is found out and replaced, and its neighbour does not notice")
    func stoppedWorker() async throws {
        let supervisor = try await RunningSupervisor(
            """
            supervision: { ping_interval: 200 ms, ping_timeout: 1 s }
            cameras:
              stopped: { platform: demo }
              neighbour: { platform: demo }
            """
        )
        let viewer = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/stopped")
        let neighbour = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/neighbour")
        try await viewer.waitForParts(2)
        try await neighbour.waitForParts(2)
        let worker = try await supervisor.workerPID(of: "stopped")
        let start = MonotonicTime.now()
        kill(worker, SIGSTOP)
        try await waitUntil("it is replaced") {
            try await supervisor.camera("stopped").lastExits.first?.reason.hasPrefix("hang") == true
        }
        try await viewer.waitForParts(2)
        #expect(viewer.isWatching && neighbour.isWatching)
        #expect(neighbour.largestGap(from: start) < .seconds(1))
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
