import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// A camera whose worker cannot live is not well, and says so.
@Suite("Workers that keep dying", .takesTurns)
struct DyingWorkersTests {
    @Test("a worker that dies at every start: offline with the reason, not ready, and no still is waited for in vain")
    func crashLoop() async throws {
        let supervisor = try await RunningSupervisor("cameras: { d: { platform: demo } }", worker: "/bin/false")
        let reason = try await supervisor.waitForState("d", "offline")
        #expect(reason == "its worker keeps dying: ended by itself with exit 1", "\(reason)")
        let ready = try await supervisor.http.get("/readyz/cameras/d")
        #expect(ready.status == 503 && ready.text == "offline\n")
        let start = MonotonicTime.now()
        let still = try await supervisor.still("d")
        #expect(still.status == 503 && still.text.contains("keeps dying"), "\(still)")
        #expect(MonotonicTime.now().since(start) < .seconds(5))
        let retryAfter = still["Retry-After"].flatMap { Int($0) }
        #expect(retryAfter.map { (1...75).contains($0) } == true, "\(still)")
        let status = try await supervisor.command("status")
        #expect(status.output.contains("keeps dying"), "\(status.output)")
        // One line for the state, however often it dies.
        try await waitUntil("it has died four times") { try await supervisor.camera("d").lastExits.count >= 4 }
        #expect(supervisor.logLines(holding: "camera is offline").count == 1)
    }

    @Test("it is started again at once, then after 1 and after 2 s")
    func firstRestarts() async throws {
        let supervisor = try await RunningSupervisor("cameras: { d: { platform: demo } }", worker: "/bin/false")
        var seen: [MonotonicTime] = []
        for generation in 1...4 as ClosedRange<UInt32> {
            try await waitUntil("worker \(generation) has started", within: .seconds(10)) {
                try await supervisor.camera("d").worker.generation >= generation
            }
            seen.append(.now())
        }
        let waits = zip(seen, seen.dropFirst()).map { $1.since($0) }
        print("a worker that dies at every start was started again after \(waits)")
        #expect(waits[0] < .milliseconds(500))
        // Up to a fifth shorter or longer; the rest is for a busy machine.
        for (wait, middle) in zip(waits.dropFirst(), [1.0, 2.0]) {
            #expect(wait > .seconds(middle * 0.75) && wait < .seconds(middle * 1.2 + 0.5), "\(wait)")
        }
    }

    @Test("one crash with a viewer shows nothing bad")
    func singleCrash() async throws {
        let supervisor = try await RunningSupervisor("cameras: { d: { platform: demo, framerate: 20 } }")
        let viewer = supervisor.viewer("d")
        try await viewer.waitForParts(3)
        let worker = try await supervisor.workerPID(of: "d")
        try await supervisor.waitForState("d", "live")
        kill(worker, SIGSEGV)
        var states: Set<String> = []
        try await waitUntil("the next worker runs") {
            let camera = try await supervisor.camera("d")
            states.insert(camera.state)
            return camera.worker.phase == "running" && camera.worker.pid != worker
        }
        try await viewer.waitForParts(3)
        states.insert(try await supervisor.camera("d").state)
        #expect(states.isSubset(of: ["live", "idle"]), "\(states)")
    }
}
