import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// Commands touch one camera and wait for no worker (guarantee G25).
@Suite("Commands beside a worker that hangs", .alone)
struct HungWorkerCommandsTests {
    private static let others = (1...5).map { "calm_\($0)" }
    private static let commands = 20
    private static let clients = 64
    /// The promise is 100 ms of a release build on an idle machine.
    private static let latency = Duration.milliseconds(250)

    @Test("restart is answered at once each time, touches no other camera, and 64 clients at once are all answered")
    func restart() async throws {
        let list = (["hung"] + Self.others).map { "  \($0): { platform: demo }" }
        let supervisor = try await RunningSupervisor(
            """
            supervision: { ping_timeout: 60 s }
            cameras:
            \(list.joined(separator: "\n"))
            """
        )
        var pids: [String: Int32] = [:]
        for camera in ["hung"] + Self.others { pids[camera] = try await supervisor.workerPID(of: camera) }
        let hung = try #require(pids["hung"])
        kill(hung, SIGSTOP)
        // Half a command each.
        let endpoint = supervisor.control.endpoint
        let halves = try await onThread {
            try (0..<10).map { _ in
                let connection = try HTTPConnection(to: endpoint)
                try connection.send(Array("POST /api/v1/cameras/hung/restart HTT".utf8))
                return connection.socket
            }
        }

        var latencies: [Duration] = []
        for number in 0..<Self.commands {
            let isRestart = number % 2 == 0
            let request = HTTPRequest(
                isRestart ? "POST" : "GET",
                "/api/v1/cameras/hung" + (isRestart ? "/restart" : "")
            )
            let asked = MonotonicTime.now()
            let answer = try await supervisor.control.send(request)
            latencies.append(MonotonicTime.now().since(asked))
            #expect(answer.status == (isRestart ? 202 : 200), "\(answer)")
        }
        latencies.sort()
        let worst = try #require(latencies.last)
        print("commands beside a worker that hangs: p50 \(latencies[Self.commands / 2]), worst \(worst)")
        #expect(worst < Self.latency)
        #expect(ProcFS.status(of: hung)?.state == "T", "it hung no longer while it was commanded")

        let answered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<Self.clients {
                group.addTask { (try? await supervisor.control.get("/api/v1/cameras").status) == 200 }
            }
            return await group.reduce(into: 0) { count, isAnswered in if isAnswered { count += 1 } }
        }
        #expect(answered == Self.clients)
        try await waitUntil("the hung worker is replaced", within: .seconds(20)) {
            try await supervisor.workerPID(of: "hung") != hung
        }
        for camera in Self.others {
            let view = try await supervisor.camera(camera)
            #expect(view.worker.pid == pids[camera] && view.lastExits.isEmpty, "\(camera)")
        }
        _ = halves.count
    }
}
