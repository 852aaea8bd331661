import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("Worker: what it says of its camera")
struct WorkerTests {
    private static let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func worker() throws -> Worker {
        let camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: .demo(.init()),
            staleAfter: .seconds(10)
        )
        return Worker(camera: camera, hub: ViewHub(id: ViewID(camera: camera.id)), parameters: .init())
    }

    static let claims: [(Int?, Duration?)] = [
        (nil, nil), (0, .zero), (-5, .zero), (Int.min, .zero), (60_000, .seconds(60)), (Int.max, .seconds(86_400)),
    ]

    @Test("when it asks its camera again is kept, whatever it claims, until its next word", arguments: claims)
    func retry(_ milliseconds: Int?, _ wait: Duration?) throws {
        var worker = try self.worker()
        worker.take(StateReport(connection: .refused, reason: "401", retryMilliseconds: milliseconds), at: Self.now)
        #expect(worker.retryAt == wait.map { Self.now + $0 })
        #expect(worker.status.retryAt == worker.retryAt)
        #expect(worker.reportedAt == Self.now)
        worker.take(StateReport(connection: .connected), at: Self.now)
        #expect(worker.retryAt == nil)
    }

    @Test("a dead worker asks nobody again")
    func dead() throws {
        var worker = try self.worker()
        worker.take(StateReport(connection: .refused, reason: "401", retryMilliseconds: 60_000), at: Self.now)
        worker.forgetProcess()
        #expect(worker.status.retryAt == nil)
    }

    @Test("what the device is outlasts a worker; what was wrong with a session goes with it")
    func lasting() throws {
        var worker = try self.worker()
        let lasting = ["brand": "Acme", "model_name": "IPC-1", "last_trip": "2026-11-21T02:41:07Z", "video": "off"]
        let passing = [
            "problems": "events: 500", "motion_detection": "true", "missing": "the profiles", "clock": "off by an hour",
        ]
        let all = lasting.merging(passing) { $1 }
        worker.take(StateReport(connection: .connected, attributes: all), at: Self.now)
        #expect(worker.status.attributes == all)
        worker.forgetProcess()
        #expect(worker.status.attributes == lasting)
        worker.take(StateReport(connection: .connected, attributes: ["model_name": "IPC-2"]), at: Self.now)
        #expect(worker.status.attributes == lasting.merging(["model_name": "IPC-2"]) { $1 })
    }
}
