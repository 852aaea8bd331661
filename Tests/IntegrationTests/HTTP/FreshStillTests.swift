import Glibc
import Shared
import Synchronization
import TestSupport
import Testing

/// `max_age=0` is a promise about time: the picture shows what was there after somebody asked.
@Suite("Stills that are to be fresh", .alone)
struct FreshStillTests {
    private static let requests = 1_000
    private static let clients = 8

    @Test("each of 1,000 was made by the camera after its request, also while workers are replaced")
    func afterTheRequest() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            """
            supervision: { first_restart_delay: 0, initial_backoff: 10 ms, maximum_backoff: 10 ms, restarts_per_second: 1000 }
            cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/still.jpg"))', framerate: 60 } }
            """
        )
        let progress = Progress()
        async let kills = Self.killNowAndThen(supervisor, progress)
        let old = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.clients {
                group.addTask {
                    var old = 0
                    while progress.answered.load(ordering: .relaxed) < Self.requests, old == 0 {
                        // What is made from now on has a higher number.
                        let before = camera.pictureCount
                        let answer = try await supervisor.still("cam")
                        // Said of a camera whose worker has died more than once, until the next runs.
                        if answer.status == 503, answer.text.contains("keeps dying") { continue }
                        let counter = try #require(answer.counter, "\(answer)")
                        progress.answered.add(1, ordering: .relaxed)
                        if counter <= before { old += 1 }
                    }
                    return old
                }
            }
            return try await group.reduce(0, +)
        }
        progress.isOver.store(true, ordering: .relaxed)
        let replaced = try await kills
        print(
            "\(progress.answered.load(ordering: .relaxed)) fresh stills over \(replaced) replaced workers, \(old) of them older than their request"
        )
        #expect(old == 0, "\(old) pictures are older than their request")
        #expect(replaced > 0)
    }

    /// How many workers were killed.
    private static func killNowAndThen(_ supervisor: RunningSupervisor, _ progress: Progress) async throws -> Int {
        var killed = 0
        while !progress.isOver.load(ordering: .relaxed) {
            let pid = try await supervisor.workerPID(of: "cam")
            try await Task.sleep(for: .milliseconds(300))
            kill(pid, SIGKILL)
            killed += 1
        }
        return killed
    }
}

/// What all clients together have got.
private final class Progress: Sendable {
    let answered = Atomic(0)
    let isOver = Atomic(false)
}
