import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// The end in order, whatever workers do (guarantee G24).
@Suite("A stop beside workers that ignore everything", .alone)
struct OrderlyStopTests {
    private static let cameras = (1...6).map { "demo_\($0)" }
    /// One second for `stop`, four for SIGTERM, then SIGKILL (design §8), and what a busy machine adds.
    private static let limit = Duration.seconds(8)

    @Test("nobody is let in any more, streams end whole, all workers are told at once, and nothing is left")
    func stop() async throws {
        let list = Self.cameras.map { "  \($0): { platform: demo }" }
        // Or those that hang would be killed for that, sooner than by a stop that comes to them late.
        let supervisor = try await RunningSupervisor(
            "supervision: { ping_timeout: 60 s }\ncameras:\n\(list.joined(separator: "\n"))"
        )
        var workers: [Int32] = []
        for camera in Self.cameras { workers.append(try await supervisor.workerPID(of: camera)) }
        let viewer = supervisor.viewer("demo_1")
        try await viewer.waitForParts(2)
        // All but the viewer's.
        for worker in workers.dropFirst() { kill(worker, SIGSTOP) }

        let start = MonotonicTime.now()
        supervisor.program.send(SIGTERM)
        try await waitUntil("nobody is let in any more", within: .seconds(2)) {
            (try? StreamSocket.connect(to: supervisor.endpoint, by: .now() + .seconds(1))) == nil
        }
        try await waitUntil("the viewer's stream has ended", within: .seconds(3)) { viewer.end != nil }
        #expect(supervisor.program.isRunning, "it ended before the workers that had five seconds")
        #expect(viewer.seen.sightings.allSatisfy { $0.isWhole })

        let exit = try await supervisor.program.waitForExit(within: .seconds(20))
        let took = MonotonicTime.now().since(start)
        #expect(exit == .code(0))
        #expect(took < Self.limit)
        #expect(workers.allSatisfy { ProcFS.status(of: $0)?.isAlive != true }, "a worker is left")
        print("\(workers.count - 1) workers that ignore everything: the end took \(took)")
    }
}
