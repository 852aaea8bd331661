import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// A switch that loses its power takes a hundred cameras, and perhaps their workers, along.
@Suite("Workers that die all at once", .alone)
struct MassDeathTests {
    /// Runs, says nothing, and costs next to nothing.
    private static let worker = TestPrograms.path(of: "silent-worker")

    private static func cameras(_ count: Int) -> String {
        "cameras:\n" + (1...count).map { "  demo_\($0): { platform: demo }" }.joined(separator: "\n")
    }

    /// Waits until all workers are there, and kills them.
    private static func killAll(_ count: Int, of supervisor: RunningSupervisor) async throws {
        let pid = supervisor.program.pid
        try await waitUntil("\(count) workers run", within: .seconds(120)) {
            ProcFS.children(of: pid).count { $0.state == "S" } == count
        }
        for worker in ProcFS.children(of: pid) { kill(worker.pid, SIGKILL) }
    }

    @Test("1,000 at once: every one is reaped and on record, no zombie is left, no descriptor")
    func thousand() async throws {
        let supervisor = try await RunningSupervisor(
            """
            supervision: { concurrent_starts: 1000, handshake_timeout: 1 h, first_restart_delay: 1 h, stop_grace: 0 }
            \(Self.cameras(1_000))
            """,
            worker: Self.worker
        )
        let pid = supervisor.program.pid
        try await Self.killAll(1_000, of: supervisor)
        let start = MonotonicTime.now()
        try await waitUntil("all are reaped") { ProcFS.children(of: pid).isEmpty }
        let took = MonotonicTime.now().since(start)
        try await waitUntil("all are on record") {
            try await supervisor.cameras().count { $0.lastExits.first?.signal == SIGKILL } == 1_000
        }
        // Three a worker: its socket, its log, its pidfd.
        try await waitUntil("their descriptors are closed") { ProcFS.descriptors(of: pid).count < 100 }
        print("1,000 killed workers were reaped after \(took)")
        #expect(try await supervisor.http.get("/livez").status == 200)
    }

    @Test("100 at once: 20 come back at once and 20 in each second after, until all are there")
    func hundred() async throws {
        let supervisor = try await RunningSupervisor(
            """
            supervision: { concurrent_starts: 100, handshake_timeout: 1 h, stop_grace: 0 }
            \(Self.cameras(100))
            """,
            worker: Self.worker
        )
        // From before the first death: the budget is a burst and a rate.
        let start = MonotonicTime.now()
        try await Self.killAll(100, of: supervisor)
        let killed = MonotonicTime.now()
        var samples: [(restarts: Int, elapsed: Duration)] = []
        try await waitUntil("all are there again", within: .seconds(60)) {
            let restarts = try await supervisor.cameras().map(\.worker.restarts).reduce(0, +)
            // Read after the count, so that what came meanwhile is not held against it.
            samples.append((restarts, MonotonicTime.now().since(start)))
            return restarts == 100
        }
        for sample in samples {
            let allowed = 20 + Int((20 * sample.elapsed.inSeconds).rounded(.up))
            #expect(sample.restarts <= allowed, "\(sample.restarts) restarts after \(sample.elapsed)")
        }
        let took = MonotonicTime.now().since(killed)
        print("100 killed workers were back after \(took), seen \(samples.count) times")
        // (100 - 20) / 20 a second, and some for a busy machine.
        #expect(took > .seconds(3) && took < .seconds(15), "\(took)")
        #expect(ProcFS.children(of: supervisor.program.pid).count { $0.isAlive } == 100)
        // The stub would outlive a supervisor that is killed with the test.
        #expect(try await supervisor.stop() == .code(0))
    }

    @Test("100 that die at every start are never given up and never a storm; once the fault is gone all are there")
    func fault() async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write(
            try readFile(TestPrograms.path(of: "faulty-worker")),
            to: "faulty-worker",
            mode: 0o755
        )
        let fault = try folder.write("", to: "fault")
        // The longest backoff is 60 s where nothing is configured, ±20 %; here everything but the budget is faster.
        let start = MonotonicTime.now()
        let supervisor = try await RunningSupervisor(
            """
            supervision: { concurrent_starts: 100, handshake_timeout: 1 h, initial_backoff: 200 ms, maximum_backoff: 2 s, stop_grace: 0 }
            \(Self.cameras(100))
            """,
            worker: worker
        )
        let starts = { (try? readFile(folder.path(of: "starts")).count) ?? 0 }
        var most = 0.0
        try await waitUntil("each has died three times, with 300 starts") {
            let count = starts()
            let allowed = 100 + 20 + 20 * MonotonicTime.now().since(start).inSeconds
            most = max(most, Double(count - 120) / MonotonicTime.now().since(start).inSeconds)
            #expect(Double(count) <= allowed.rounded(.up), "\(count) starts")
            return count >= 300 || Double(count) > allowed + 1
        }
        unlink(fault)
        let mended = MonotonicTime.now()
        try await waitUntil("all are there", within: .seconds(60)) {
            ProcFS.children(of: supervisor.program.pid).count { $0.state == "S" } == 100
        }
        let took = MonotonicTime.now().since(mended)
        print(
            "\(starts()) starts, at most \(most) restarts a second beyond the first 20; all there \(took) after the fault"
        )
        // The longest backoff, the fleet at 20 a second, and some for a busy machine.
        #expect(took < .seconds(2.4 + 5 + 5), "\(took)")
        #expect(try await supervisor.stop() == .code(0))
    }
}
