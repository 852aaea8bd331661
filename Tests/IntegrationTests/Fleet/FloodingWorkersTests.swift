import IPC
import Shared
import TestSupport
import Testing

/// A worker that a camera has taken over is one camera's trouble and nobody else's.
@Suite("Workers that say too much", .alone)
struct FloodingWorkersTests {
    /// Growth of the supervisor, KiB, that would be a backlog.
    private static let growth = 16 * 1024
    private static let kinds = ["pong", "state", "stats", "log", "unknown", "frame", "stderr"]

    @Test("floods of every kind end their worker, and neither status nor another camera's stream notices")
    func floods() async throws {
        let folder = try TemporaryFolder()
        let program = try folder.write(
            try readFile(TestPrograms.path(of: "flooding-worker")),
            to: "flooding-worker",
            mode: 0o755
        )
        try folder.write("\(BuildIdentity.current)\n\(BuiltProducts.camworker())\n", to: "settings")
        let begun = MonotonicTime.now()
        let floods = Self.kinds.map { "  flood_\($0): { platform: demo }" }.joined(separator: "\n")
        let supervisor = try await RunningSupervisor(
            """
            supervision: { initial_backoff: 500 ms, maximum_backoff: 500 ms, ping_interval: 500 ms, ping_timeout: 3 s }
            cameras:
              calm: { platform: demo, width: 320, height: 180 }
            \(floods)
            """,
            worker: program
        )
        // As soon as it serves: the floods are about to begin.
        let before = ProcFS.residentKilobytes(of: supervisor.program.pid) ?? 0
        var peak = before
        let viewer = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/calm")
        try await viewer.waitForParts(3, within: .seconds(30))
        let pid = try await supervisor.workerPID(of: "calm")

        // Frames that nobody asked for are a violation of their own; standard error is skipped and slowed down.
        for kind in Self.kinds where kind != "stderr" {
            try await waitUntil("flood_\(kind) was ended three times", within: .seconds(60)) {
                peak = max(peak, ProcFS.residentKilobytes(of: supervisor.program.pid) ?? 0)
                let exits = try await supervisor.camera("flood_\(kind)").lastExits
                let ended = exits.filter {
                    $0.reason.hasPrefix(kind == "frame" ? "protocol: frame message" : "protocol: more than ")
                }
                return ended.count >= 3
            }
        }
        let start = MonotonicTime.now()
        var latencies: [Duration] = []
        for _ in 0..<100 {
            let latency = try await ContinuousClock().measure {
                let answer = try await supervisor.control.get("/api/v1/cameras")
                #expect(answer.status == 200)
            }
            latencies.append(latency)
        }
        latencies.sort()
        let parts = viewer.partCount
        try await viewer.waitForParts(parts + 10, within: .seconds(10))
        let gap = viewer.largestGap(from: start)
        print("status beside floods: p50 \(latencies[49]), p99 \(latencies[98]); largest gap of the stream \(gap)")
        #expect(latencies[98] < .milliseconds(500), "p99 \(latencies[98]), p50 \(latencies[49])")
        #expect(gap < .seconds(2))

        print("beside floods: the supervisor had \(before) KiB, and \(peak) at most")
        #expect(peak - before < Self.growth)

        let calm = try await supervisor.camera("calm")
        #expect(calm.worker.pid == pid)
        #expect(calm.worker.generation == 1)
        #expect(viewer.isWatching)
        // It is honest in everything but the size of its log.
        let noisy = try await supervisor.camera("flood_stderr")
        #expect(noisy.lastExits.allSatisfy { !$0.reason.hasPrefix("protocol") })
        let lines = supervisor.program.standardError.split(separator: "\n").count { $0.contains("flood_stderr: line ") }
        let seconds = Int(MonotonicTime.now().since(begun).inSeconds) + 1
        print("beside a flood of standard error: \(lines) lines in \(seconds) s")
        // It answers no ping, so it is replaced, and each worker begins a second of its own.
        #expect(lines <= 51 * (seconds + Int(noisy.worker.generation)))
        #expect(supervisor.logLines(holding: "more lines suppressed").contains { $0.contains("flood_stderr: ") })
    }
}
