import IPC
import Shared
import TestSupport
import Testing

/// A camera that stands still while its connection lives: nothing says so but the age of its last picture.
@Suite("Cameras that freeze", .takesTurns)
struct FrozenCameraTests {
    private static let staleAfter = Duration.seconds(2)
    /// Between the camera's last picture and when the test knows of it, and for a busy machine.
    private static let slack = Duration.milliseconds(500)

    private struct Asked: Sendable {
        var maximum: Duration
        var arrived: MonotonicTime
        var answered: MonotonicTime
        var response: HTTPResponse
    }

    /// A still is young enough when it is asked for; one that was waited for and did not come is not stale when it is answered.
    @Test(
        "no still is older than it may be, in its Age or in truth; then 503 with the reason, and a placeholder in streams"
    )
    func stills() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .mjpeg() }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))', stale_after: 2 s } }"
        )
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(5)
        camera.update { script in script["/video"] = .mjpeg(MJPEGScript { $0.ending = .hangs(after: 0) }) }
        let frozen = MonotonicTime.now()
        let answers = try await Self.ask(supervisor, for: .seconds(4))
        let placeholder = try await waitFor("the placeholder is shown", within: .seconds(5)) {
            viewer.seen.sightings.first { $0.arrived > frozen && $0.counter == nil }
        }
        let shown = placeholder.arrived.since(frozen)
        #expect(shown < Self.staleAfter + Self.slack, "\(shown)")
        for asked in answers { Self.check(asked, frozen) }
        let served = answers.count { $0.response.status == 200 }
        let oldest = answers.filter { $0.response.status == 200 }.map { $0.answered.since(frozen) }.max() ?? .zero
        print(
            "\(served) of \(answers.count) stills of a frozen camera were served, the oldest \(oldest) after its end; placeholder after \(shown)"
        )
        #expect(served > 0 && served < answers.count)
        #expect(viewer.isWatching)
    }

    /// Each kind of request five times a second; they wait for up to 10 s.
    private static func ask(_ supervisor: RunningSupervisor, for duration: Duration) async throws -> [Asked] {
        let queries: [(String, Duration)] = [
            ("", Self.staleAfter), ("max_age=0", .zero), ("max_age=0.5", .milliseconds(500)),
            ("max_age=3", .seconds(3)),
        ]
        let end = MonotonicTime.now() + duration
        return try await withThrowingTaskGroup(of: Asked.self) { group in
            while MonotonicTime.now() < end {
                for (query, maximum) in queries {
                    group.addTask {
                        let arrived = MonotonicTime.now()
                        let response = try await supervisor.still("cam", query: query)
                        return Asked(maximum: maximum, arrived: arrived, answered: .now(), response: response)
                    }
                }
                try await Task.sleep(for: .milliseconds(200))
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func check(_ asked: Asked, _ frozen: MonotonicTime) {
        let response = asked.response
        guard response.status == 200 else {
            #expect(response.status == 503 && response["Retry-After"] != nil, "\(response)")
            #expect(response.text.contains("cam"), "\(response)")
            return
        }
        // Rounded down to whole seconds.
        let age = response["Age"].flatMap { Int($0) } ?? .max
        #expect(.seconds(age) <= asked.maximum, "Age \(age) for max_age \(asked.maximum)")
        // Who said nothing gets what is not stale, whenever it is answered.
        let since = asked.maximum == Self.staleAfter ? asked.answered : asked.arrived
        let truth = since.since(frozen)
        #expect(truth < asked.maximum + Self.slack, "\(truth) after the camera's end, for max_age \(asked.maximum)")
    }
}
