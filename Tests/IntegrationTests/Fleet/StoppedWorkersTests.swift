import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// A worker that stands still is one camera's trouble: it is found out, its camera says so, nobody else waits.
@Suite("Workers that stand still", .alone)
struct StoppedWorkersTests {
    /// 9 s without an answer, and a second for a busy machine.
    private static let detection = Duration.seconds(10)
    private static let samples = 300

    @Test("found out within 10 s and replaced; its viewer and its neighbour's go on")
    func replaced() async throws {
        // The standard intervals: those are what is promised.
        let supervisor = try await RunningSupervisor(
            "cameras: { stopped: { platform: demo }, neighbour: { platform: demo } }"
        )
        let viewer = supervisor.viewer("stopped")
        let neighbour = supervisor.viewer("neighbour")
        try await viewer.waitForParts(2)
        try await neighbour.waitForParts(2)
        let worker = try await supervisor.workerPID(of: "stopped")
        // Right after an answer it takes longest.
        try await Task.sleep(for: .milliseconds(3_100))
        let start = MonotonicTime.now()
        kill(worker, SIGSTOP)
        try await waitUntil("it is found out", within: .seconds(15)) {
            try await supervisor.camera("stopped").lastExits.first?.reason.hasPrefix("hang") == true
        }
        let found = MonotonicTime.now().since(start)
        #expect(found < Self.detection, "\(found)")
        try await viewer.waitForParts(2)
        let back = MonotonicTime.now().since(start)
        let gap = neighbour.largestGap(from: start)
        print(
            "a stopped worker was found out after \(found), its viewer had pictures after \(back), neighbour's gap \(gap)"
        )
        #expect(ProcFS.status(of: worker) == nil)
        #expect(viewer.isWatching && neighbour.isWatching)
        #expect(gap < .seconds(1), "\(gap)")
    }

    @Test("a still of its camera is refused in time, and stills of another take no longer than before")
    func stills() async throws {
        let supervisor = try await RunningSupervisor(
            """
            supervision: { ping_timeout: 1 h }
            cameras: { stopped: { platform: demo }, neighbour: { platform: demo } }
            """
        )
        for camera in ["stopped", "neighbour"] { #expect(try await supervisor.still(camera).status == 200) }
        let before = try await Self.latencies(supervisor)
        kill(try await supervisor.workerPID(of: "stopped"), SIGSTOP)
        let start = MonotonicTime.now()
        async let refusal = supervisor.still("stopped")
        let during = try await Self.latencies(supervisor)
        let answer = try await refusal
        let took = MonotonicTime.now().since(start)
        #expect(answer.status == 503 && answer["Retry-After"] != nil, "\(answer)")
        #expect(took < .seconds(12), "\(took)")
        print("stills beside a stopped worker: p99 \(during), before \(before); its own was refused after \(took)")
        // The ratio of 1.2 is measured by Benchmarks/run, on a machine that does nothing else.
        #expect(during < max(before * 3, .milliseconds(100)), "p99 \(during), before \(before)")
    }

    /// p99 of the neighbour's stills.
    private static func latencies(_ supervisor: RunningSupervisor) async throws -> Duration {
        var latencies: [Duration] = []
        for _ in 0..<Self.samples {
            let start = MonotonicTime.now()
            let answer = try await supervisor.still("neighbour", query: "max_age=3600")
            latencies.append(MonotonicTime.now().since(start))
            #expect(answer.status == 200)
        }
        return latencies.sorted()[Self.samples * 99 / 100]
    }
}
